"""fits.json: short fits on standardised rows; weights, losses, and how far float64 is from float32."""

from common import SETS, load, write_json  # first: it sets the BLAS threads

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler

WHOLE = 600  # a net with at most this many parameters is stored whole
SAMPLE = 200  # about how many parameters are stored of a larger one

ADAM = {"solver": "adam", "learning_rate_init": 0.01}
SGD = {"solver": "sgd", "learning_rate_init": 0.05}
INVSCALING = {**SGD, "learning_rate": "invscaling"}
# Only a gain above tol counts, so a large tol makes these rules fire within 30 epochs.
ADAPTIVE = {**SGD, "learning_rate": "adaptive", "tol": 0.02, "n_iter_no_change": 2}

# What each data set is fitted with; a case's name is "<set>_<key>".
EVERY_SET = {
    "adam": {**ADAM},
    "adam_tanh_two_layers_batch_32": {**ADAM, "activation": "tanh", "hidden_layer_sizes": (12, 8), "batch_size": 32},
    "adam_early_stopping": {**ADAM, "early_stopping": True, "n_iter_no_change": 5, "random_state": 1},
    "sgd_constant": {**SGD},
    "sgd_invscaling": {**INVSCALING, "learning_rate_init": 0.5, "power_t": 0.25, "batch_size": 32},
    "sgd_adaptive": {**ADAPTIVE},
    "sgd_early_stopping": {**SGD, "early_stopping": True, "n_iter_no_change": 5, "validation_fraction": 0.2},
}
FURTHER = {
    "iris": {
        "adam_logistic": {**ADAM, "activation": "logistic", "batch_size": 32},
        "adam_identity": {**ADAM, "activation": "identity"},
        "adam_no_hidden_layer": {**ADAM, "hidden_layer_sizes": ()},
        "adam_three_layers": {**ADAM, "hidden_layer_sizes": (8, 7, 6), "batch_size": 7},
        "adam_betas": {**ADAM, "beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-4, "alpha": 0.5},
        "adam_no_shuffle": {**ADAM, "shuffle": False, "batch_size": 32},
        "adam_stops_by_tol": {**ADAM, "tol": 0.05, "n_iter_no_change": 3},
        "adam_batch_above_rows": {**ADAM, "batch_size": 1000},
        "sgd_no_nesterov": {**SGD, "nesterovs_momentum": False, "batch_size": 32},
        "sgd_no_momentum": {**SGD, "momentum": 0.0, "nesterovs_momentum": False},
        "sgd_invscaling_no_nesterov": {**INVSCALING, "nesterovs_momentum": False},
        "sgd_adaptive_no_nesterov": {**ADAPTIVE, "nesterovs_momentum": False, "batch_size": 32},
        "sgd_adaptive_early_stopping": {**ADAPTIVE, "early_stopping": True, "batch_size": 32},
        "sgd_stops_by_tol": {**SGD, "tol": 0.05, "n_iter_no_change": 3},
        "sgd_alpha_one": {**SGD, "alpha": 1.0, "batch_size": 32},
        "early_stopping_ends": {**ADAM, "learning_rate_init": 0.05, "early_stopping": True, "n_iter_no_change": 2},
    },
    "wine": {
        "sgd_logistic": {**SGD, "activation": "logistic", "learning_rate_init": 0.5},
        "sgd_invscaling_steep": {**INVSCALING, "learning_rate_init": 1.0, "power_t": 0.9},
    },
    "breast_cancer": {
        "sgd_tanh_batch_32": {**SGD, "activation": "tanh", "batch_size": 32},
        "adam_logistic": {**ADAM, "activation": "logistic"},
        "early_stopping_ends": {**ADAM, "early_stopping": True, "n_iter_no_change": 2, "batch_size": 32},
    },
    "digits": {
        "sgd_no_nesterov_two_layers": {**SGD, "nesterovs_momentum": False, "hidden_layer_sizes": (32, 16)},
        "early_stopping_ends": {**ADAM, "early_stopping": True, "n_iter_no_change": 2, "random_state": 42},
    },
    "diabetes": {
        "adam_identity": {**ADAM, "activation": "identity", "learning_rate_init": 0.1},
        "adam_logistic_batch_32": {**ADAM, "activation": "logistic", "batch_size": 32, "learning_rate_init": 0.03},
    },
}
# Squared error on targets in the hundreds needs a smaller step than log-loss does, and a larger tol.
DIABETES = {
    "sgd_constant": {"learning_rate_init": 1e-4},
    "sgd_invscaling": {"learning_rate_init": 2e-4},
    "sgd_adaptive": {"learning_rate_init": 1e-3, "tol": 50.0},
    "sgd_early_stopping": {"learning_rate_init": 1e-4},
}


# On digits sgd diverges at the step that suits the others; and adam divides by the root of gradients
# near zero (pixels hardly ever lit), which turns rounding into whole steps unless they are short.
DIGITS = {
    "sgd_invscaling": {"learning_rate_init": 0.1},
    "adam_tanh_two_layers_batch_32": {"learning_rate_init": 0.001},
}
OWN = {"diabetes": DIABETES, "digits": DIGITS}


def cases():
    for name in SETS:
        for key, params in {**EVERY_SET, **FURTHER[name]}.items():
            params = {**params, **OWN.get(name, {}).get(key, {})}
            base = {"hidden_layer_sizes": (16,), "max_iter": 30, "random_state": 0}
            yield name, key, {**base, **params}, False
    for name, more in WEIGHTED.items():
        for key, params in more.items():
            yield name, key, {"hidden_layer_sizes": (16,), "max_iter": 30, "random_state": 0, **params}, False
    for name, of_set in SEVERAL.items():
        for key, params in of_set.items():
            yield name, key, {"hidden_layer_sizes": (16,), "max_iter": 30, "random_state": 0, **params}, True


# Of these rows each counts otherwise; and half the Poisson deviance of diabetes' target, which is above 0.
WEIGHTED = {
    "iris": {"weighted_adam": {**ADAM, "batch_size": 32}, "weighted_early_stopping": {**ADAM, "early_stopping": True}},
    "breast_cancer": {
        "weighted_sgd": {**SGD, "activation": "tanh"},
        "weighted_early_stopping": {**ADAM, "early_stopping": True, "n_iter_no_change": 2, "batch_size": 64},
    },
    "diabetes": {
        "weighted_adam": {**ADAM, "batch_size": 64},
        "weighted_early_stopping": {**ADAM, "early_stopping": True, "validation_fraction": 0.2},
        "poisson_adam": {**ADAM, "loss": "poisson"},
        "poisson_sgd": {**SGD, "learning_rate_init": 1e-5, "loss": "poisson", "activation": "tanh"},
        "weighted_poisson": {**ADAM, "loss": "poisson", "batch_size": 50, "early_stopping": True},
    },
}


# Several targets a row: labels of iris, values of diabetes.
SEVERAL = {
    "iris": {
        "adam": {**ADAM},
        "adam_no_hidden_layer": {**ADAM, "hidden_layer_sizes": ()},
        "adam_tanh_two_layers_batch_32": {**ADAM, "activation": "tanh", "hidden_layer_sizes": (12, 8), "batch_size": 32},
        "adam_early_stopping": {**ADAM, "early_stopping": True, "n_iter_no_change": 5, "random_state": 1},
        "sgd_constant": {**SGD},
        "sgd_early_stopping": {**SGD, "early_stopping": True, "n_iter_no_change": 5, "validation_fraction": 0.2},
        "weighted_adam": {**ADAM, "batch_size": 32},
        "weighted_early_stopping": {**ADAM, "early_stopping": True, "validation_fraction": 0.2},
    },
    "diabetes": {
        "adam": {**ADAM},
        "weighted_early_stopping": {**ADAM, "early_stopping": True, "validation_fraction": 0.2},
        "adam_early_stopping": {**ADAM, "early_stopping": True, "n_iter_no_change": 5, "random_state": 1},
        "sgd_constant": {**SGD, "learning_rate_init": 0.01},
    },
}


def weights(key, rows, dtype):
    """What row i counts: 7 i mod 5, halved."""
    return (np.arange(rows) * 7 % 5 / 2).astype(dtype) if key.startswith("weighted_") else None


def several(name, X, y):
    """Targets of a row: whether it is no setosa, and two features above their mean; or y / 100 and a feature."""
    if name == "iris":
        return np.column_stack([y != 0, X[:, 0] > 0, X[:, 1] > 0]).astype(int)
    return np.column_stack([y / 100, X[:, 2]])


def fit(name, key, params, dtype, of_several):
    X, y = load(name)
    X = StandardScaler().fit_transform(X).astype(dtype)
    if of_several:
        y = several(name, X.astype(np.float32), y)
    if name == "diabetes":
        return MLPRegressor(**params).fit(X, y.astype(dtype), sample_weight=weights(key, len(X), dtype))
    return MLPClassifier(**params).fit(X, y, sample_weight=weights(key, len(X), dtype))


def parameters(model):
    """Every layer's weights, row by row of inputs, then every layer's biases."""
    return np.concatenate([p.ravel() for p in model.coefs_ + model.intercepts_])


def record(name, key, params, of_several):
    model, wide = (fit(name, key, params, dtype, of_several) for dtype in (np.float32, np.float64))
    flat, flat_wide = parameters(model), parameters(wide)
    assert flat.dtype == np.float32 and flat_wide.dtype == np.float64
    every = 1 if len(flat) <= WHOLE else len(flat) // SAMPLE
    gap = np.abs(flat.astype(np.float64) - flat_wide) if model.n_iter_ == wide.n_iter_ else None
    optimizer = model._optimizer
    final = getattr(optimizer, "learning_rate", optimizer.learning_rate_init)
    case = {
        "name": f"{name}_several_{key}" if of_several else f"{name}_{key}",
        "data": name,
        **({"several": True} if of_several else {}),
        "params": params,
        "n_iter": model.n_iter_,
        "f64_n_iter": wide.n_iter_,
        "n_parameters": len(flat),
        "loss_curve": [float(v) for v in model.loss_curve_],
        "f64_loss_curve": [float(v) for v in wide.loss_curve_],
        "every": every,
        "parameters": flat[::every],
        "f64_gap": None if gap is None else {"max_abs": gap.max(), "max_weight": np.abs(flat_wide).max(),
                                             "relative": gap.max() / np.abs(flat_wide).max()},
    }
    if params["solver"] == "sgd":
        case["final_learning_rate"] = float(final)
    if params.get("early_stopping"):
        case["validation_scores"] = [float(v) for v in model.validation_scores_]
        case["best_validation_score"] = float(model.best_validation_score_)
    return case


def make(out):
    write_json(out / "fits.json", [record(*case) for case in cases()])
