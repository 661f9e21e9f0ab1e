//! The scorers: their names, and what each asks of a target.

use crate::data::Target;
use crate::named::named;

named! {
    /// What a search maximises.
    pub enum Scoring {
        /// The share of rows whose class is right.
        Accuracy = "accuracy",
        /// The mean, over the classes that occur, of the share of their rows that is right.
        BalancedAccuracy = "balanced_accuracy",
        /// F1 of the positive class of two; 0 where it neither occurs nor is predicted.
        F1 = "f1",
        /// The share of the rows answered with the positive class of two that are of it; 0 where none is
        /// answered so.
        Precision = "precision",
        /// The share of the positive class's rows that is answered with it; 0 where there are none.
        Recall = "recall",
        /// The mean F1 of the classes that occur or are predicted.
        F1Macro = "f1_macro",
        /// The same, weighted by how often each occurs.
        F1Weighted = "f1_weighted",
        /// Matthews' correlation coefficient; 0 where a denominator is.
        MatthewsCorrcoef = "matthews_corrcoef",
        /// Area under the receiver operating characteristic of class 1 of two.
        RocAuc = "roc_auc",
        /// The mean such area of each class against the others.
        RocAucOvr = "roc_auc_ovr",
        /// Minus the mean log-loss.
        NegLogLoss = "neg_log_loss",
        /// The coefficient of determination, averaged over the outputs.
        R2 = "r2",
        /// Minus the mean squared error.
        NegMeanSquaredError = "neg_mean_squared_error",
        /// Minus its root, averaged over the outputs.
        NegRootMeanSquaredError = "neg_root_mean_squared_error",
        /// Minus the mean absolute error.
        NegMeanAbsoluteError = "neg_mean_absolute_error",
    }
}

impl Scoring {
    /// What scikit-learn's networks score by: accuracy for classes, R² for values.
    #[must_use]
    pub const fn default_for(target: &Target) -> Self {
        match target {
            Target::Classes { .. } => Scoring::Accuracy,
            Target::Values { .. } => Scoring::R2,
        }
    }

    /// Whether it is the score of one class of two, the positive one: scikit-learn's `pos_label`.
    #[must_use]
    pub const fn takes_positive(self) -> bool {
        match self {
            Scoring::F1 | Scoring::Precision | Scoring::Recall => true,
            Scoring::Accuracy
            | Scoring::BalancedAccuracy
            | Scoring::F1Macro
            | Scoring::F1Weighted
            | Scoring::MatthewsCorrcoef
            | Scoring::RocAuc
            | Scoring::RocAucOvr
            | Scoring::NegLogLoss
            | Scoring::R2
            | Scoring::NegMeanSquaredError
            | Scoring::NegRootMeanSquaredError
            | Scoring::NegMeanAbsoluteError => false,
        }
    }

    /// Whether, of two classes, it takes the second as positive, as scikit-learn's does: it is a score of the
    /// probability of that class.
    #[must_use]
    pub const fn takes_second(self) -> bool {
        match self {
            Scoring::RocAuc | Scoring::NegLogLoss => true,
            Scoring::Accuracy
            | Scoring::BalancedAccuracy
            | Scoring::F1
            | Scoring::Precision
            | Scoring::Recall
            | Scoring::F1Macro
            | Scoring::F1Weighted
            | Scoring::MatthewsCorrcoef
            | Scoring::RocAucOvr
            | Scoring::R2
            | Scoring::NegMeanSquaredError
            | Scoring::NegRootMeanSquaredError
            | Scoring::NegMeanAbsoluteError => false,
        }
    }

    /// What no score exceeds. Matthews' coefficient divides by a root, which may round to a little more than
    /// 1.
    #[must_use]
    pub const fn maximum(self) -> f64 {
        match self {
            Scoring::Accuracy
            | Scoring::BalancedAccuracy
            | Scoring::F1
            | Scoring::F1Macro
            | Scoring::F1Weighted
            | Scoring::Precision
            | Scoring::Recall
            | Scoring::RocAuc
            | Scoring::RocAucOvr
            | Scoring::R2 => 1.0,
            Scoring::MatthewsCorrcoef => 1.0 + 1e-12,
            Scoring::NegLogLoss
            | Scoring::NegMeanSquaredError
            | Scoring::NegRootMeanSquaredError
            | Scoring::NegMeanAbsoluteError => 0.0,
        }
    }

    /// Whether no score is below 0 or above 1.
    #[must_use]
    pub const fn is_share(self) -> bool {
        match self {
            Scoring::Accuracy
            | Scoring::BalancedAccuracy
            | Scoring::F1
            | Scoring::F1Macro
            | Scoring::F1Weighted
            | Scoring::Precision
            | Scoring::Recall
            | Scoring::RocAuc
            | Scoring::RocAucOvr => true,
            Scoring::MatthewsCorrcoef
            | Scoring::NegLogLoss
            | Scoring::R2
            | Scoring::NegMeanSquaredError
            | Scoring::NegRootMeanSquaredError
            | Scoring::NegMeanAbsoluteError => false,
        }
    }

    /// Whether it looks only at the class that an answer chooses: rows can be counted one after the other, and
    /// their answers forgotten.
    #[must_use]
    pub const fn counts_classes(self) -> bool {
        match self {
            Scoring::Accuracy
            | Scoring::BalancedAccuracy
            | Scoring::F1
            | Scoring::Precision
            | Scoring::Recall
            | Scoring::F1Macro
            | Scoring::F1Weighted
            | Scoring::MatthewsCorrcoef => true,
            Scoring::RocAuc
            | Scoring::RocAucOvr
            | Scoring::NegLogLoss
            | Scoring::R2
            | Scoring::NegMeanSquaredError
            | Scoring::NegRootMeanSquaredError
            | Scoring::NegMeanAbsoluteError => false,
        }
    }

    /// Whether it is defined for such a target: classes or values, and two classes for `f1`,
    /// `precision`, `recall` and `roc_auc`.
    #[must_use]
    pub const fn suits(self, target: &Target) -> bool {
        match self {
            Scoring::F1 | Scoring::Precision | Scoring::Recall | Scoring::RocAuc => target.is_binary(),
            Scoring::Accuracy
            | Scoring::BalancedAccuracy
            | Scoring::F1Macro
            | Scoring::F1Weighted
            | Scoring::MatthewsCorrcoef
            | Scoring::RocAucOvr
            | Scoring::NegLogLoss => matches!(target, Target::Classes { .. }),
            Scoring::R2
            | Scoring::NegMeanSquaredError
            | Scoring::NegRootMeanSquaredError
            | Scoring::NegMeanAbsoluteError => matches!(target, Target::Values { .. }),
        }
    }
}

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
