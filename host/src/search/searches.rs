//! A search of each strategy, and what it alone may be asked for.

use super::Search;
use super::strategy::{
    AutoStrategy, GpStrategy, GridStrategy, HalvingStrategy, MinResources, RandomStrategy, Resource,
};
use crate::space::Space;

/// A search of every combination of a space's lists, scikit-learn's `GridSearchCV`.
///
/// ```
/// use mcutune::{Data, GridSearch, Limits, Mcu, Scoring, Space};
///
/// let data = Data::read("data/iris.csv")?;
/// let found = GridSearch::new(Space::default())
///     .cv(3)
///     .scoring(Scoring::Accuracy)
///     .seed(0)
///     .jobs(2)
///     .limit(Mcu::CortexM4f, Limits::new().flash(16 << 10))
///     .on_trial(|trial| println!("{} {:.4}", trial.number(), trial.mean_test_score()))
///     .fit(&data)?;
/// println!("{:?} {:.4}", found.best_params(), found.best_score());
/// let model = found.best_model();
/// assert_eq!(model.predict(&[[6.3, 3.3, 6.0, 2.5]])?, ["virginica"]);
/// # Ok::<(), mcutune::Error>(())
/// ```
pub type GridSearch<'a> = Search<'a, GridStrategy>;

/// A search of candidates at random, scikit-learn's `RandomizedSearchCV`.
///
/// ```
/// use mcutune::{Data, RandomSearch, Space};
///
/// let space: Space = "hidden_layer_sizes = { low = 4, high = 17 }\nmax_iter = 20".parse()?;
/// let found = RandomSearch::new(space, 5).cv(3).fit(&Data::read("data/iris.csv")?)?;
/// assert_eq!(found.trials().len(), 5);
/// # Ok::<(), mcutune::Error>(())
/// ```
pub type RandomSearch<'a> = Search<'a, RandomStrategy>;

/// Successive halving, scikit-learn's `HalvingGridSearchCV` and `HalvingRandomSearchCV`: all candidates are fitted
/// on few epochs, the best of them on more, and the winner is the best of the last iteration. Or on few rows, which
/// is scikit-learn's default: see [`Search::resource`].
///
/// It saves most of a search's epochs, and where candidates that learn slowly end best it drops them: of 200
/// candidates on breast cancer the best after 100 epochs was the 149th after 5. Few rows tell no more: on the same
/// set the ranks on a third of the rows and on all of them correlated by .39.
///
/// ```
/// use mcutune::{Data, HalvingSearch, MinResources, Space};
///
/// let space: Space = "activation = ['relu', 'tanh']\nalpha = [0.1, 0.001]\nmax_iter = 27".parse()?;
/// let search = HalvingSearch::new(space).factor(2.0).min_resources(MinResources::Of(5));
/// let found = search.cv(3).fit(&Data::read("data/iris.csv")?)?;
/// let epochs: Vec<String> = found.trials().iter().map(|trial| trial.params().to_string()).collect();
/// assert_eq!(epochs.len(), 4 + 2 + 1);
/// assert!(epochs[0].ends_with("max_iter=5") && epochs[6].ends_with("max_iter=20"));
/// # Ok::<(), mcutune::Error>(())
/// ```
pub type HalvingSearch<'a> = Search<'a, HalvingStrategy>;

/// A search whose candidates a Gaussian process proposes by the scores so far; fewer trials find what a
/// random search finds.
///
/// ```
/// use mcutune::{Data, GpSearch, Space};
///
/// let space: Space = "hidden_layer_sizes = { low = 4, high = 17 }\nmax_iter = 5".parse()?;
/// let found = GpSearch::new(space, 12).cv(3).fit(&Data::read("data/iris.csv")?)?;
/// assert_eq!(found.trials().len(), 12);
/// # Ok::<(), mcutune::Error>(())
/// ```
pub type GpSearch<'a> = Search<'a, GpStrategy>;

/// A grid search where that is small, and otherwise one by a Gaussian process.
///
/// ```
/// use mcutune::{AutoSearch, Data, Space};
///
/// let found = AutoSearch::new(Space::default(), 40).cv(3).fit(&Data::read("data/iris.csv")?)?;
/// assert_eq!(found.trials().len(), 36);
/// # Ok::<(), mcutune::Error>(())
/// ```
pub type AutoSearch<'a> = Search<'a, AutoStrategy>;

impl Search<'_, GridStrategy> {
    /// A grid search of `space`, of at most [`MOST_CANDIDATES`](crate::MOST_CANDIDATES), whose values must all be lists.
    pub fn new(space: Space) -> Self {
        Self::with(GridStrategy, space)
    }
}

impl Search<'_, RandomStrategy> {
    /// A random search of `trials` candidates, 1 to [`MOST_CANDIDATES`](crate::MOST_CANDIDATES), from `space`: without
    /// replacement where all values are lists, and then no more than there are combinations.
    pub fn new(space: Space, trials: u32) -> Self {
        Self::with(RandomStrategy { trials }, space)
    }
}

impl Search<'_, HalvingStrategy> {
    /// Of the grid of `space` where all its values are lists, and else of as many random candidates as use up
    /// the resources. `max_iter` may not be searched where it is the resource.
    pub fn new(space: Space) -> Self {
        Self::with(HalvingStrategy::new(&space), space)
    }

    /// Draws so many candidates at random, 1 to [`MOST_CANDIDATES`](crate::MOST_CANDIDATES), as [`RandomSearch`] does: scikit-learn's
    /// `n_candidates`.
    pub fn trials(mut self, candidates: u32) -> Self {
        self.strategy.trials(candidates);
        self
    }

    /// What an iteration gives more of than the one before; [`Resource::MaxIter`] where this is not called. The
    /// winner of halving over rows is fitted on all of them.
    ///
    /// ```
    /// use mcutune::{Data, HalvingSearch, Resource, Space};
    ///
    /// let space: Space = "activation = ['relu', 'tanh']\nalpha = [0.1, 0.001]\nmax_iter = 9".parse()?;
    /// let search = HalvingSearch::new(space).resource(Resource::NSamples);
    /// let found = search.cv(3).fit(&Data::read("data/iris.csv")?)?;
    /// // 4 candidates on a third of the rows, 2 on all
    /// assert_eq!(found.results().iterations(), [(4, 50), (2, 150)]);
    /// # Ok::<(), mcutune::Error>(())
    /// ```
    pub fn resource(mut self, resource: Resource) -> Self {
        self.strategy.resource(resource);
        self
    }

    /// Of how many candidates one goes on, and how much more of the resource it gets; a number from 2 on. 3 where
    /// this is not called.
    pub fn factor(mut self, factor: f64) -> Self {
        self.strategy.factor(factor);
        self
    }

    /// How many epochs or rows the first iteration gives. Where this is not called, [`MinResources::Exhaust`] of a
    /// grid, and [`MinResources::Smallest`] of random candidates, which is one epoch, or two rows for each fold, of
    /// classes for each fold and class.
    pub fn min_resources(mut self, min: MinResources) -> Self {
        self.strategy.min_resources(min);
        self
    }

    /// How many epochs or rows an iteration gives at most; the space's `max_iter`, or all rows of the search, where
    /// this is not called.
    pub fn max_resources(mut self, most: u32) -> Self {
        self.strategy.max_resources(most);
        self
    }

    /// Whether the first iterations all give the least, as many as it takes to leave few enough candidates for the
    /// resources. Not where this is not called.
    pub fn aggressive_elimination(mut self, aggressive: bool) -> Self {
        self.strategy.aggressive_elimination(aggressive);
        self
    }
}

impl Search<'_, GpStrategy> {
    /// A search of `trials` candidates, 1 to [`MOST_CANDIDATES`](crate::MOST_CANDIDATES), from `space`, none twice: six at
    /// random, then batches of eight by the process.
    pub fn new(space: Space, trials: u32) -> Self {
        Self::with(GpStrategy::new(trials), space).adaptive()
    }

    /// How many candidates are proposed at once, from 1 (0 counts as 1): the process is asked when all are done, so
    /// that this is part of the study, and the number of threads is not. 8 where it is not called.
    pub fn batch(mut self, candidates: u32) -> Self {
        self.strategy.batch(candidates);
        self
    }
}

impl Search<'_, AutoStrategy> {
    /// A [`GridSearch`] of `space` where its values are all lists, with no more than 64 combinations and
    /// no more than `trials`; else a [`GpSearch`] of `trials` candidates.
    pub fn new(space: Space, trials: u32) -> Self {
        let strategy = AutoStrategy::new(&space, trials);
        match strategy.is_adaptive() {
            true => Self::with(strategy, space).adaptive(),
            false => Self::with(strategy, space),
        }
    }

    /// Of how many candidates its grid is; none where it is a [`GpSearch`].
    #[must_use]
    pub fn grid(&self) -> Option<u64> {
        match self.strategy {
            AutoStrategy::Grid(_) => self.options.space.combinations().ok(),
            AutoStrategy::Gp(_) => None,
        }
    }

    /// As [`GpSearch`]'s `batch`, where the search becomes one; a grid has no batches.
    pub fn batch(mut self, candidates: u32) -> Self {
        self.strategy.batch(candidates);
        self
    }
}
