"""warm_start.json: fits that begin from the weights of an earlier one, with warm_start=True."""

from common import SETS, load, write_json  # first: it sets the BLAS threads

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler

from fits import SAMPLE, WHOLE, parameters

FIRST = {"hidden_layer_sizes": (16,), "max_iter": 12, "random_state": 0}
THEN = {"max_iter": 12, "random_state": 5}
CASES = {
    "adam": {"solver": "adam", "learning_rate_init": 0.01},
    "adam_tanh_two_layers": {"solver": "adam", "learning_rate_init": 0.001, "activation": "tanh",
                             "hidden_layer_sizes": (12, 8), "batch_size": 32},
    "adam_early_stopping": {"solver": "adam", "learning_rate_init": 0.01, "early_stopping": True, "n_iter_no_change": 3},
    "sgd": {"solver": "sgd", "learning_rate_init": 0.05},
    "sgd_invscaling": {"solver": "sgd", "learning_rate_init": 0.1, "learning_rate": "invscaling", "power_t": 0.25},
    "lbfgs": {"solver": "lbfgs", "hidden_layer_sizes": (), "max_iter": 5},
}
# Squared error on targets in the hundreds needs a smaller step than log-loss does.
DIABETES = {"sgd": {"learning_rate_init": 1e-4}, "sgd_invscaling": {"learning_rate_init": 2e-4}}


def warm(name, params, then, anew):
    """The second of two fits; `anew` without what of the first goes on beside its weights."""
    X, y = load(name)
    X = StandardScaler().fit_transform(X).astype(np.float32)
    model = MLPRegressor(**params) if name == "diabetes" else MLPClassifier(**params)
    y = y.astype(np.float32) if name == "diabetes" else y
    before = model.fit(X, y).n_iter_
    if params["solver"] == "lbfgs":
        model.set_params(warm_start=True, **then).fit(X, y)
        return model, [model.loss_], before
    epochs = len(model.loss_curve_)
    if anew:
        model.best_loss_, model._no_improvement_count, model.t_, model.loss_curve_ = np.inf, 0, 0, []
        if params.get("early_stopping"):
            model.best_loss_, model.best_validation_score_, model.validation_scores_ = None, -np.inf, []
        epochs = 0
    model.set_params(warm_start=True, **then).fit(X, y)
    return model, model.loss_curve_[epochs:], before


def record(name, key, params):
    params = {**FIRST, **params, **(DIABETES.get(key, {}) if name == "diabetes" else {})}
    then = {**THEN, **({"max_iter": 5} if key == "lbfgs" else {})}
    model, curve, before = warm(name, params, then, anew=True)
    if key in ("adam", "adam_tanh_two_layers", "sgd", "lbfgs"):
        # what goes on beside the weights says nothing where each epoch is better than the last
        whole, curve_of_whole, _ = warm(name, params, then, anew=False)
        assert np.array_equal(parameters(whole), parameters(model)) and list(curve_of_whole) == list(curve), (name, key)
    flat = parameters(model)
    every = 1 if len(flat) <= WHOLE else len(flat) // SAMPLE
    # of lbfgs the last loss alone is known
    return {
        "name": f"{name}_{key}",
        "data": name,
        "params": params,
        "then": then,
        "first_n_iter": before,
        "n_iter": model.n_iter_,
        "n_parameters": len(flat),
        "loss_curve": [float(v) for v in curve],
        "every": every,
        "parameters": flat[::every],
        **({"validation_scores": [float(v) for v in model.validation_scores_]} if params.get("early_stopping") else {}),
    }


def make(out):
    write_json(out / "warm_start.json", [record(name, key, params) for name in SETS for key, params in CASES.items()])
