//! The scorers: their names, and what each asks of a target.

use crate::data::Target;
use crate::named::named;

named! {
    /// What a search maximises.
    pub enum Scoring {
        /// The share of rows whose class is right; of several labels, whose labels all are.
        Accuracy = "accuracy",
        /// The mean, over the classes that occur, of the share of their rows that is right.
        BalancedAccuracy = "balanced_accuracy",
        /// The share of rows whose class is one of the two most probable, of more than two classes; of equals, of
        /// the later ones.
        TopKAccuracy = "top_k_accuracy",
        /// F1 of the positive class of two; 0 where it neither occurs nor is predicted.
        F1 = "f1",
        /// F1 of all classes together, which is the accuracy.
        F1Micro = "f1_micro",
        /// The mean F1 of the classes that occur or are predicted.
        F1Macro = "f1_macro",
        /// The same, weighted by how often each occurs.
        F1Weighted = "f1_weighted",
        /// The share of the rows answered with the positive class of two that are of it; 0 where none is
        /// answered so.
        Precision = "precision",
        /// The precision of all classes together, which is the accuracy.
        PrecisionMicro = "precision_micro",
        /// The mean precision of the classes that occur or are predicted.
        PrecisionMacro = "precision_macro",
        /// The same, weighted by how often each occurs.
        PrecisionWeighted = "precision_weighted",
        /// The share of the positive class's rows that is answered with it; 0 where there are none.
        Recall = "recall",
        /// The recall of all classes together, which is the accuracy.
        RecallMicro = "recall_micro",
        /// The mean recall of the classes that occur or are predicted.
        RecallMacro = "recall_macro",
        /// The same, weighted by how often each occurs, which is the accuracy.
        RecallWeighted = "recall_weighted",
        /// The rows of the positive class of two that are answered with it, of all that are of it or answered so; 0
        /// where there are none.
        Jaccard = "jaccard",
        /// The same of all classes together.
        JaccardMicro = "jaccard_micro",
        /// The mean of the same of the classes that occur or are predicted.
        JaccardMacro = "jaccard_macro",
        /// The same, weighted by how often each occurs.
        JaccardWeighted = "jaccard_weighted",
        /// The mean, over the rows, of the F1 of several labels that a row has or is answered with; 0 where there are
        /// none.
        F1Samples = "f1_samples",
        /// The same of the share of the labels that a row is answered with that it has.
        PrecisionSamples = "precision_samples",
        /// The same of the share of the labels that a row has that it is answered with.
        RecallSamples = "recall_samples",
        /// The same of the labels that a row has and is answered with, of all that it has or is answered with.
        JaccardSamples = "jaccard_samples",
        /// Matthews' correlation coefficient; 0 where a denominator is.
        MatthewsCorrcoef = "matthews_corrcoef",
        /// How much more often a row of the second of two classes is answered with it than one of the first; 1, as in
        /// scikit-learn, where none of the first is answered so.
        PositiveLikelihoodRatio = "positive_likelihood_ratio",
        /// Minus how much more often a row of the second of two classes is answered with the first than one of the
        /// first; -1, as in scikit-learn, where none of the first is.
        NegNegativeLikelihoodRatio = "neg_negative_likelihood_ratio",
        /// Area under the receiver operating characteristic of class 1 of two.
        RocAuc = "roc_auc",
        /// The mean such area of each class against the others.
        RocAucOvr = "roc_auc_ovr",
        /// The same, weighted by how often each occurs.
        RocAucOvrWeighted = "roc_auc_ovr_weighted",
        /// The mean such area of each two classes.
        RocAucOvo = "roc_auc_ovo",
        /// The same, weighted by how often the two occur.
        RocAucOvoWeighted = "roc_auc_ovo_weighted",
        /// The mean precision at the probability of each row of the positive class of two; the mean of all classes
        /// where there are more.
        AveragePrecision = "average_precision",
        /// Minus the mean log-loss.
        NegLogLoss = "neg_log_loss",
        /// The share of the log-loss of answering all rows with the shares of the classes that is explained.
        D2LogLossScore = "d2_log_loss_score",
        /// Minus the mean squared error of the probability of class 1 of two, or its sum over all of more.
        NegBrierScore = "neg_brier_score",
        /// The share of the Brier score of answering all rows with the shares of the classes that is explained.
        D2BrierScore = "d2_brier_score",
        /// The coefficient of determination, averaged over the outputs.
        R2 = "r2",
        /// The same, whatever all answers are off by.
        ExplainedVariance = "explained_variance",
        /// The share of the absolute error of answering all rows with the median that is explained.
        D2AbsoluteErrorScore = "d2_absolute_error_score",
        /// Minus the mean squared error.
        NegMeanSquaredError = "neg_mean_squared_error",
        /// Minus its root, averaged over the outputs.
        NegRootMeanSquaredError = "neg_root_mean_squared_error",
        /// Minus the mean squared error of `ln(1 + y)`, of values above -1.
        NegMeanSquaredLogError = "neg_mean_squared_log_error",
        /// Minus its root, averaged over the outputs.
        NegRootMeanSquaredLogError = "neg_root_mean_squared_log_error",
        /// Minus the mean absolute error.
        NegMeanAbsoluteError = "neg_mean_absolute_error",
        /// Minus the median absolute error.
        NegMedianAbsoluteError = "neg_median_absolute_error",
        /// Minus the mean absolute error as a share of the value, or of f64's epsilon where the value is less.
        NegMeanAbsolutePercentageError = "neg_mean_absolute_percentage_error",
        /// Minus the largest error of one value.
        NegMaxError = "neg_max_error",
        /// Minus the mean deviance of counts, of one value that is not negative and answers above 0.
        NegMeanPoissonDeviance = "neg_mean_poisson_deviance",
        /// Minus the mean deviance of amounts, of one value and answers above 0.
        NegMeanGammaDeviance = "neg_mean_gamma_deviance",
    }
}

impl Scoring {
    /// What scikit-learn's networks score by: accuracy for classes, R² for values.
    #[must_use]
    pub const fn default_for(target: &Target) -> Self {
        match target {
            Target::Classes { .. } | Target::Multilabel { .. } => Scoring::Accuracy,
            Target::Values { .. } => Scoring::R2,
        }
    }

    /// Whether, of two classes, it is the score of one, the positive one, which may be either: scikit-learn's
    /// `pos_label`.
    #[must_use]
    pub const fn takes_positive(self) -> bool {
        matches!(self.facts().positive, Positive::Either)
    }

    /// Whether, of two classes, it takes the second as positive, as scikit-learn's does.
    #[must_use]
    pub const fn takes_second(self) -> bool {
        matches!(self.facts().positive, Positive::Second)
    }

    /// What no score exceeds; infinite where there is no bound. Matthews' coefficient divides by a root, which may
    /// round to a little more than 1.
    #[must_use]
    pub const fn maximum(self) -> f64 {
        self.facts().maximum
    }

    /// Whether no score is below 0 or above 1.
    #[must_use]
    pub const fn is_share(self) -> bool {
        self.facts().is_share
    }

    /// Whether it looks only at the class that an answer chooses: rows can be counted one after the other, and
    /// their answers forgotten.
    #[must_use]
    pub const fn counts_classes(self) -> bool {
        self.facts().counts_classes
    }

    /// Whether it is defined for such a target: classes, two of them or more than two, several labels, or values, one a
    /// row or several.
    #[must_use]
    pub const fn suits(self, target: &Target) -> bool {
        let target = &target.simplest();
        match (self.facts().takes, target) {
            (_, Target::Multilabel { .. }) => self.takes_labels(),
            (Takes::TwoClasses, _) => target.is_binary(),
            (Takes::Classes, Target::Classes { .. }) => true,
            (Takes::MoreClasses, Target::Classes { .. }) => !target.is_binary(),
            (Takes::Value, Target::Values { outputs, .. }) => *outputs == 1,
            (Takes::Values, Target::Values { .. }) => true,
            _ => false,
        }
    }

    /// Whether rows may have weights in it, of such a target, as scikit-learn's has a `sample_weight`: not in the
    /// largest error, the likelihood ratios, and the areas of each two of more than two classes.
    #[must_use]
    pub const fn takes_weights(self, target: &Target) -> bool {
        match self {
            Scoring::NegMaxError | Scoring::PositiveLikelihoodRatio | Scoring::NegNegativeLikelihoodRatio => {
                false
            }
            Scoring::RocAucOvo | Scoring::RocAucOvoWeighted => {
                !matches!(target, Target::Classes { classes: 3.., .. })
            }
            _ => true,
        }
    }

    /// Whether it is defined for several labels a row.
    const fn takes_labels(self) -> bool {
        matches!(
            self,
            Scoring::Accuracy
                | Scoring::F1Micro
                | Scoring::F1Macro
                | Scoring::F1Weighted
                | Scoring::F1Samples
                | Scoring::PrecisionMicro
                | Scoring::PrecisionMacro
                | Scoring::PrecisionWeighted
                | Scoring::PrecisionSamples
                | Scoring::RecallMicro
                | Scoring::RecallMacro
                | Scoring::RecallWeighted
                | Scoring::RecallSamples
                | Scoring::JaccardMicro
                | Scoring::JaccardMacro
                | Scoring::JaccardWeighted
                | Scoring::JaccardSamples
                | Scoring::RocAuc
                | Scoring::RocAucOvr
                | Scoring::RocAucOvrWeighted
                | Scoring::RocAucOvo
                | Scoring::RocAucOvoWeighted
                | Scoring::AveragePrecision
        )
    }

    /// Whether a value that is true may be such: a logarithm or a deviance is not defined of all.
    #[must_use]
    pub const fn takes_value(self, value: f64) -> bool {
        match self {
            Scoring::NegMeanSquaredLogError | Scoring::NegRootMeanSquaredLogError => value > -1.0,
            Scoring::NegMeanPoissonDeviance => value >= 0.0,
            Scoring::NegMeanGammaDeviance => value > 0.0,
            _ => true,
        }
    }

    /// Whether an answer may be such.
    #[must_use]
    pub const fn takes_answer(self, answer: f64) -> bool {
        match self {
            Scoring::NegMeanPoissonDeviance => answer > 0.0,
            _ => self.takes_value(answer),
        }
    }

    const fn facts(self) -> Facts {
        match self {
            Scoring::Accuracy
            | Scoring::BalancedAccuracy
            | Scoring::F1Micro
            | Scoring::F1Macro
            | Scoring::F1Weighted
            | Scoring::PrecisionMicro
            | Scoring::PrecisionMacro
            | Scoring::PrecisionWeighted
            | Scoring::RecallMicro
            | Scoring::RecallMacro
            | Scoring::RecallWeighted
            | Scoring::JaccardMicro
            | Scoring::JaccardMacro
            | Scoring::JaccardWeighted => CHOSEN,
            Scoring::F1Samples
            | Scoring::PrecisionSamples
            | Scoring::RecallSamples
            | Scoring::JaccardSamples => Facts {
                takes: Takes::Labels,
                ..CHOSEN
            },
            Scoring::F1 | Scoring::Precision | Scoring::Recall | Scoring::Jaccard => Facts {
                takes: Takes::TwoClasses,
                positive: Positive::Either,
                ..CHOSEN
            },
            Scoring::MatthewsCorrcoef => Facts {
                maximum: 1.0 + 1e-12,
                is_share: false,
                ..CHOSEN
            },
            Scoring::PositiveLikelihoodRatio => Facts {
                maximum: f64::INFINITY,
                ..LIKELIHOOD
            },
            Scoring::NegNegativeLikelihoodRatio => LIKELIHOOD,
            Scoring::TopKAccuracy => Facts {
                takes: Takes::MoreClasses,
                ..RANKED
            },
            Scoring::RocAuc => Facts {
                takes: Takes::TwoClasses,
                positive: Positive::Second,
                ..RANKED
            },
            Scoring::RocAucOvr
            | Scoring::RocAucOvrWeighted
            | Scoring::RocAucOvo
            | Scoring::RocAucOvoWeighted => RANKED,
            Scoring::AveragePrecision => Facts {
                positive: Positive::Either,
                ..RANKED
            },
            Scoring::NegLogLoss | Scoring::NegBrierScore => PROBABLE,
            Scoring::D2LogLossScore | Scoring::D2BrierScore => Facts {
                maximum: 1.0,
                ..PROBABLE
            },
            Scoring::R2 | Scoring::ExplainedVariance | Scoring::D2AbsoluteErrorScore => Facts {
                maximum: 1.0,
                ..ERROR
            },
            Scoring::NegMeanSquaredError
            | Scoring::NegRootMeanSquaredError
            | Scoring::NegMeanSquaredLogError
            | Scoring::NegRootMeanSquaredLogError
            | Scoring::NegMeanAbsoluteError
            | Scoring::NegMedianAbsoluteError
            | Scoring::NegMeanAbsolutePercentageError => ERROR,
            Scoring::NegMaxError | Scoring::NegMeanPoissonDeviance | Scoring::NegMeanGammaDeviance => Facts {
                takes: Takes::Value,
                ..ERROR
            },
        }
    }
}

/// What is known of a score beside its formula.
#[derive(Clone, Copy)]
struct Facts {
    takes: Takes,
    counts_classes: bool,
    positive: Positive,
    is_share: bool,
    maximum: f64,
}

/// Targets.
#[derive(Clone, Copy)]
enum Takes {
    TwoClasses,
    Classes,
    /// More than two.
    MoreClasses,
    /// Several a row.
    Labels,
    /// One a row.
    Value,
    Values,
}

/// The one of two classes that a score is of.
#[derive(Clone, Copy)]
enum Positive {
    None,
    Second,
    Either,
}

/// A share of counts of the classes that are chosen.
const CHOSEN: Facts = Facts {
    takes: Takes::Classes,
    counts_classes: true,
    positive: Positive::None,
    is_share: true,
    maximum: 1.0,
};

const LIKELIHOOD: Facts = Facts {
    takes: Takes::TwoClasses,
    positive: Positive::Second,
    is_share: false,
    maximum: 0.0,
    ..CHOSEN
};

/// A share by which class is more probable than which.
const RANKED: Facts = Facts {
    counts_classes: false,
    ..CHOSEN
};

/// Of the probabilities themselves.
const PROBABLE: Facts = Facts {
    positive: Positive::Second,
    is_share: false,
    maximum: 0.0,
    ..RANKED
};

/// Of errors of values.
const ERROR: Facts = Facts {
    takes: Takes::Values,
    positive: Positive::None,
    ..PROBABLE
};

/// A score, and which of two classes is the positive one where the score is that of a class. The
/// others ignore it: `roc_auc` takes the second class, as scikit-learn's scorer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scorer {
    /// The score.
    pub scoring: Scoring,
    /// The positive class, 0 or 1.
    pub positive: u16,
}

impl Scorer {
    /// Whether it is defined for such a target, and there is such a class.
    #[must_use]
    pub const fn suits(self, target: &Target) -> bool {
        (self.positive < 2 || !self.scoring.takes_positive()) && self.scoring.suits(target)
    }
}

/// With the second class as the positive one.
impl From<Scoring> for Scorer {
    fn from(scoring: Scoring) -> Self {
        Self { scoring, positive: 1 }
    }
}
