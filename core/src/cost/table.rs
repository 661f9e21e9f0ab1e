//! Written by `cargo run --release -p mcutune-tests --bin calibrate`, not by hand.

use super::{Dtype, FEATURES, LAYERS, Mcu};

/// What compiled the firmware that was measured, with `opt-level = 3`, fat LTO and one codegen
/// unit.
pub const COMPILER: &str = "rustc 1.95.0";

pub(super) struct Coefficients {
    /// Bytes of code without and with a scaler, by activation, output and hidden layers.
    pub code: [[[[u16; LAYERS]; 3]; 4]; 2],
    /// Bytes of stack by activation and output.
    pub stack: [[u16; 3]; 4],
    /// Thousandths of an instruction by feature.
    pub instructions: [i32; FEATURES],
}

pub(super) const fn of(mcu: Mcu, dtype: Dtype) -> &'static Coefficients {
    match (mcu, dtype) {
        (Mcu::CortexM0, Dtype::F32) => &CORTEXM0_F32,
        (Mcu::CortexM0, Dtype::Int8) => &CORTEXM0_INT8,
        (Mcu::CortexM4f, Dtype::F32) => &CORTEXM4F_F32,
        (Mcu::CortexM4f, Dtype::Int8) => &CORTEXM4F_INT8,
        (Mcu::CortexM33, Dtype::F32) => &CORTEXM33_F32,
        (Mcu::CortexM33, Dtype::Int8) => &CORTEXM33_INT8,
        (Mcu::Rv32imc, Dtype::F32) => &RV32IMC_F32,
        (Mcu::Rv32imc, Dtype::Int8) => &RV32IMC_INT8,
    }
}

#[rustfmt::skip]
static CORTEXM0_F32: Coefficients = Coefficients {
    code: [[[[4020, 4020, 4016], [3372, 3368, 3372], [2024, 2036, 2024]], [[4128, 4108, 4108], [3444, 3444, 3444], [3340, 3340, 3340]], [[4288, 4284, 4288], [3624, 3624, 3624], [3520, 3520, 3520]], [[4236, 4240, 4240], [3576, 3576, 3576], [2332, 2332, 2332]]], [[[3988, 3988, 3988], [3360, 3360, 3360], [2596, 2592, 2696]], [[4096, 4160, 4100], [3444, 3448, 3448], [3356, 3356, 3356]], [[4276, 4276, 4276], [3624, 3624, 3628], [3536, 3536, 3536]], [[4232, 4228, 4228], [3580, 3576, 3768], [2900, 2900, 2900]]]],
    stack: [[428, 428, 428], [428, 428, 428], [428, 428, 428], [428, 428, 428]],
    instructions: [
        132816, // calls
        33941, // layers
        308788, // inputs, or fours of them, scaled
        18103, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        894764, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        382072, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        920890, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        227598, // terms of tiles of 1
        375, // MACs after identity
        -5103, // MACs after logistic
        2783, // MACs after tanh
        -64454, // MACs after relu
        -208312, // hidden units, identity
        2633691, // hidden units, logistic
        4339760, // hidden units, tanh
        -158739, // hidden units, relu
        124615, // hidden layers, identity
        295430, // hidden layers, logistic
        477469, // hidden layers, tanh
        -11120, // hidden layers, relu
        2825054, // outputs, softmax
        1400640, // outputs, logistic
        -169113, // outputs, identity
        -931784, // calls, softmax
        1400640, // calls, logistic
        0, // tiles with an odd number of steps
        0, // inputs beside fours
    ],
};

#[rustfmt::skip]
static CORTEXM0_INT8: Coefficients = Coefficients {
    code: [[[[0, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]]], [[[3259, 3374, 3421], [3415, 3518, 3585], [2087, 2210, 2281]], [[3255, 3434, 3513], [3411, 3474, 3601], [2091, 2226, 2305]], [[3279, 3378, 3481], [3411, 3534, 3601], [2115, 2242, 2297]], [[3299, 3378, 3445], [3407, 3518, 3585], [2115, 2222, 2293]]]],
    stack: [[348, 356, 332], [356, 356, 332], [348, 356, 332], [348, 356, 332]],
    instructions: [
        56813, // calls
        47585, // layers
        283728, // inputs, or fours of them, scaled
        0, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        419635, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        0, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        92262, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        0, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        -17845, // hidden units, identity
        -13134, // hidden units, logistic
        -14452, // hidden units, tanh
        -18383, // hidden units, relu
        71939, // hidden layers, identity
        86660, // hidden layers, logistic
        115445, // hidden layers, tanh
        106710, // hidden layers, relu
        544377, // outputs, softmax
        568690, // outputs, logistic
        192629, // outputs, identity
        220600, // calls, softmax
        568690, // calls, logistic
        -667, // tiles with an odd number of steps
        0, // inputs beside fours
    ],
};

#[rustfmt::skip]
static CORTEXM4F_F32: Coefficients = Coefficients {
    code: [[[[948, 972, 992], [948, 980, 1000], [672, 700, 720]], [[1248, 1272, 1308], [1080, 1112, 1140], [972, 992, 1028]], [[1380, 1408, 1440], [1216, 1248, 1272], [1104, 1132, 1168]], [[1072, 1092, 1136], [1072, 1100, 1128], [788, 812, 848]]], [[[1148, 1172, 1192], [1152, 1176, 1204], [864, 892, 916]], [[1444, 1468, 1508], [1276, 1300, 1340], [1168, 1180, 1224]], [[1576, 1600, 1628], [1408, 1432, 1476], [1300, 1324, 1360]], [[1268, 1288, 1320], [1264, 1288, 1332], [988, 1012, 1044]]]],
    stack: [[124, 164, 124], [124, 164, 124], [144, 184, 144], [124, 164, 124]],
    instructions: [
        49921, // calls
        13562, // layers
        19027, // inputs, or fours of them, scaled
        7157, // inputs, as they are
        142822, // tiles of 16 outputs
        75978, // tiles of 8
        37935, // tiles of 4
        39028, // tiles of 3
        30595, // tiles of 2
        28043, // tiles of 1
        36053, // terms of tiles of 16
        19943, // terms of tiles of 8
        12026, // terms of tiles of 4
        9989, // terms of tiles of 3
        8006, // terms of tiles of 2
        5672, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        -7791, // hidden units, identity
        42842, // hidden units, logistic
        65511, // hidden units, tanh
        -2566, // hidden units, relu
        1735, // hidden layers, identity
        10181, // hidden layers, logistic
        22421, // hidden layers, tanh
        16258, // hidden layers, relu
        40726, // outputs, softmax
        25821, // outputs, logistic
        -5302, // outputs, identity
        17677, // calls, softmax
        25821, // calls, logistic
        0, // tiles with an odd number of steps
        12632, // inputs beside fours
    ],
};

#[rustfmt::skip]
static CORTEXM4F_INT8: Coefficients = Coefficients {
    code: [[[[0, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]]], [[[1387, 1454, 1465], [1511, 1554, 1589], [851, 886, 925]], [[1455, 1514, 1485], [1523, 1542, 1593], [855, 910, 945]], [[1407, 1474, 1489], [1523, 1566, 1589], [871, 910, 953]], [[1399, 1462, 1477], [1515, 1554, 1581], [863, 898, 941]]]],
    stack: [[228, 228, 220], [236, 228, 220], [228, 228, 220], [228, 228, 220]],
    instructions: [
        118581, // calls
        44248, // layers
        28470, // inputs, or fours of them, scaled
        0, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        92560, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        0, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        15012, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        0, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        -11337, // hidden units, identity
        -7238, // hidden units, logistic
        -6730, // hidden units, tanh
        -11591, // hidden units, relu
        53502, // hidden layers, identity
        82014, // hidden layers, logistic
        71524, // hidden layers, tanh
        58454, // hidden layers, relu
        34685, // outputs, softmax
        50986, // outputs, logistic
        4600, // outputs, identity
        65079, // calls, softmax
        50986, // calls, logistic
        919, // tiles with an odd number of steps
        83994, // inputs beside fours
    ],
};

#[rustfmt::skip]
static CORTEXM33_F32: Coefficients = Coefficients {
    code: [[[[960, 980, 1004], [988, 1016, 1040], [680, 708, 728]], [[1304, 1324, 1360], [1128, 1156, 1188], [1024, 1048, 1084]], [[1428, 1452, 1484], [1252, 1284, 1316], [1148, 1180, 1212]], [[1084, 1100, 1144], [1108, 1136, 1168], [800, 824, 860]]], [[[1160, 1184, 1204], [1192, 1208, 1244], [876, 900, 928]], [[1492, 1520, 1564], [1324, 1344, 1392], [1220, 1236, 1280]], [[1624, 1644, 1676], [1448, 1468, 1520], [1344, 1364, 1404]], [[1280, 1296, 1332], [1304, 1324, 1376], [996, 1016, 1056]]]],
    stack: [[124, 164, 124], [124, 164, 124], [144, 184, 144], [124, 164, 124]],
    instructions: [
        51181, // calls
        13954, // layers
        18873, // inputs, or fours of them, scaled
        7064, // inputs, as they are
        144711, // tiles of 16 outputs
        76426, // tiles of 8
        38236, // tiles of 4
        38297, // tiles of 3
        29727, // tiles of 2
        25711, // tiles of 1
        36018, // terms of tiles of 16
        19999, // terms of tiles of 8
        12067, // terms of tiles of 4
        9969, // terms of tiles of 3
        8036, // terms of tiles of 2
        5745, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        -7957, // hidden units, identity
        50612, // hidden units, logistic
        73374, // hidden units, tanh
        -2683, // hidden units, relu
        3399, // hidden layers, identity
        15022, // hidden layers, logistic
        23316, // hidden layers, tanh
        15806, // hidden layers, relu
        40492, // outputs, softmax
        30280, // outputs, logistic
        -6022, // outputs, identity
        17332, // calls, softmax
        30280, // calls, logistic
        0, // tiles with an odd number of steps
        12104, // inputs beside fours
    ],
};

#[rustfmt::skip]
static CORTEXM33_INT8: Coefficients = Coefficients {
    code: [[[[0, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]]], [[[1375, 1450, 1465], [1507, 1570, 1581], [835, 874, 913]], [[1403, 1498, 1485], [1515, 1562, 1593], [839, 898, 941]], [[1395, 1466, 1489], [1515, 1586, 1593], [851, 906, 937]], [[1391, 1454, 1473], [1511, 1574, 1585], [843, 890, 933]]]],
    stack: [[236, 220, 228], [228, 228, 228], [228, 228, 220], [220, 220, 220]],
    instructions: [
        110331, // calls
        44595, // layers
        27665, // inputs, or fours of them, scaled
        0, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        88372, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        0, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        15129, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        0, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        -10583, // hidden units, identity
        -6385, // hidden units, logistic
        -5936, // hidden units, tanh
        -10737, // hidden units, relu
        55821, // hidden layers, identity
        88288, // hidden layers, logistic
        78778, // hidden layers, tanh
        60294, // hidden layers, relu
        36073, // outputs, softmax
        53712, // outputs, logistic
        5439, // outputs, identity
        62731, // calls, softmax
        53712, // calls, logistic
        1059, // tiles with an odd number of steps
        82136, // inputs beside fours
    ],
};

#[rustfmt::skip]
static RV32IMC_F32: Coefficients = Coefficients {
    code: [[[[4440, 4440, 4440], [4232, 4232, 4232], [2492, 2492, 2508]], [[4636, 4636, 4636], [4428, 4428, 4428], [4300, 4300, 4300]], [[4908, 4908, 4892], [4684, 4700, 4700], [4572, 4588, 4588]], [[4544, 4544, 4544], [4320, 4336, 4336], [2668, 2684, 2684]]], [[[4464, 4464, 4464], [4272, 4256, 4256], [3280, 3296, 3280]], [[4628, 4644, 4644], [4452, 4452, 4452], [4308, 4308, 4308]], [[4916, 4932, 4916], [4724, 4724, 4724], [4580, 4580, 4580]], [[4568, 4552, 4568], [4360, 4360, 4360], [3468, 3468, 3468]]]],
    stack: [[296, 296, 296], [296, 296, 296], [296, 296, 296], [296, 296, 296]],
    instructions: [
        198778, // calls
        43585, // layers
        177085, // inputs, or fours of them, scaled
        8954, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        566787, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        198070, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        501178, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        123361, // terms of tiles of 1
        378, // MACs after identity
        -2572, // MACs after logistic
        2231, // MACs after tanh
        -31291, // MACs after relu
        -127734, // hidden units, identity
        1466898, // hidden units, logistic
        2383852, // hidden units, tanh
        -80459, // hidden units, relu
        148812, // hidden layers, identity
        228380, // hidden layers, logistic
        381103, // hidden layers, tanh
        -25392, // hidden layers, relu
        1582956, // outputs, softmax
        823549, // outputs, logistic
        -89319, // outputs, identity
        -254281, // calls, softmax
        823549, // calls, logistic
        0, // tiles with an odd number of steps
        0, // inputs beside fours
    ],
};

#[rustfmt::skip]
static RV32IMC_INT8: Coefficients = Coefficients {
    code: [[[[0, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]]], [[[3967, 4106, 4169], [4091, 4186, 4249], [2967, 3106, 3169]], [[3967, 4106, 4185], [4107, 4142, 4265], [2983, 3122, 3185]], [[4011, 4122, 4185], [4107, 4202, 4265], [3007, 3122, 3185]], [[4011, 4106, 4185], [4107, 4186, 4265], [3011, 3106, 3185]]]],
    stack: [[252, 252, 252], [252, 252, 252], [252, 252, 252], [252, 252, 252]],
    instructions: [
        122930, // calls
        47344, // layers
        163438, // inputs, or fours of them, scaled
        0, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        172014, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        0, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        75019, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        0, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        -8943, // hidden units, identity
        -4126, // hidden units, logistic
        -5990, // hidden units, tanh
        -8948, // hidden units, relu
        64015, // hidden layers, identity
        52894, // hidden layers, logistic
        93528, // hidden layers, tanh
        80115, // hidden layers, relu
        190076, // outputs, softmax
        204676, // outputs, logistic
        110827, // outputs, identity
        95248, // calls, softmax
        204676, // calls, logistic
        425, // tiles with an odd number of steps
        0, // inputs beside fours
    ],
};
