//! Written by `cargo run --release -p mcutune-tests --bin calibrate`, not by hand.

use super::{Coefficients, Dtype, Mcu};

/// What compiled the firmware that was measured, with `opt-level = 3`, fat LTO and one codegen
/// unit.
pub const COMPILER: &str = "rustc 1.95.0";

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
    code: [[[[4516, 4508, 4516, 4516], [3864, 3864, 3864, 3868], [2524, 2520, 2536, 2536]], [[0, 4620, 4604, 4604], [0, 3940, 3940, 3940], [0, 3844, 3836, 3836]], [[0, 4804, 4784, 4784], [0, 4120, 4120, 4120], [0, 4016, 4016, 4016]], [[0, 4736, 4728, 4732], [0, 4072, 4072, 4072], [0, 2828, 2828, 2828]]], [[[4484, 4488, 4480, 4624], [3856, 3856, 3856, 3856], [3092, 3228, 3092, 3092]], [[0, 4588, 4596, 4588], [0, 3944, 3944, 4012], [0, 3852, 4072, 3852]], [[0, 4768, 4880, 4776], [0, 4120, 4124, 4124], [0, 4128, 4032, 4032]], [[0, 4724, 4724, 4916], [0, 4076, 4076, 4076], [0, 3396, 3396, 3436]]]],
    stack: [[428, 428, 428], [428, 428, 428], [428, 428, 428], [428, 428, 428]],
    instructions: [
        216960, // calls
        128249, // layers
        302032, // inputs, or fours of them, scaled
        4422, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        1103942, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        387633, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        926572, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        231708, // terms of tiles of 1
        -841, // MACs after identity
        371, // MACs after logistic
        -1502, // MACs after tanh
        -65551, // MACs after relu
        -274587, // hidden units, identity
        2448120, // hidden units, logistic
        4295644, // hidden units, tanh
        -238226, // hidden units, relu
        113045, // hidden layers, identity
        939402, // hidden layers, logistic
        531508, // hidden layers, tanh
        181569, // hidden layers, relu
        2742887, // outputs, softmax
        1329812, // outputs, logistic
        -305356, // outputs, identity
        -759741, // calls, softmax
        1329812, // calls, logistic
        0, // tiles with an odd number of steps
        0, // inputs beside fours
    ],
};

#[rustfmt::skip]
static CORTEXM0_INT8: Coefficients = Coefficients {
    code: [[[[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]], [[[3360, 3799, 3866, 3861], [3476, 3903, 4018, 4045], [2172, 2611, 2718, 2781]], [[0, 3775, 3926, 3881], [0, 3907, 3970, 4065], [0, 2619, 2714, 2801]], [[0, 3795, 3874, 4005], [0, 3903, 4030, 4097], [0, 2619, 2718, 2805]], [[0, 3751, 3870, 3953], [0, 3903, 4014, 4073], [0, 2627, 2714, 2785]]]],
    stack: [[356, 356, 332], [356, 356, 332], [356, 356, 332], [348, 356, 340]],
    instructions: [
        173574, // calls
        59338, // layers
        285505, // inputs, or fours of them, scaled
        0, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        301186, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        0, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        91559, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        0, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        14288, // hidden units, identity
        17790, // hidden units, logistic
        16471, // hidden units, tanh
        12441, // hidden units, relu
        38688, // hidden layers, identity
        61225, // hidden layers, logistic
        101184, // hidden layers, tanh
        94929, // hidden layers, relu
        573129, // outputs, softmax
        538290, // outputs, logistic
        165219, // outputs, identity
        74693, // calls, softmax
        538290, // calls, logistic
        384, // tiles with an odd number of steps
        0, // inputs beside fours
    ],
};

#[rustfmt::skip]
static CORTEXM4F_F32: Coefficients = Coefficients {
    code: [[[[1500, 1544, 1568, 1592], [1504, 1548, 1576, 1600], [1224, 1268, 1300, 1320]], [[0, 1844, 1868, 1904], [0, 1680, 1708, 1744], [0, 1568, 1588, 1628]], [[0, 1976, 2008, 2040], [0, 1812, 1840, 1872], [0, 1700, 1720, 1752]], [[0, 1664, 1688, 1724], [0, 1660, 1696, 1736], [0, 1388, 1408, 1452]]], [[[1704, 1740, 1764, 1796], [1708, 1740, 1764, 1792], [1428, 1460, 1488, 1512]], [[0, 2040, 2064, 2104], [0, 1872, 1896, 1932], [0, 1760, 1788, 1820]], [[0, 2172, 2196, 2240], [0, 2004, 2032, 2068], [0, 1896, 1920, 1968]], [[0, 1864, 1880, 1924], [0, 1860, 1884, 1920], [0, 1584, 1608, 1636]]]],
    stack: [[124, 156, 124], [124, 164, 124], [144, 184, 144], [124, 164, 124]],
    instructions: [
        51325, // calls
        19486, // layers
        18167, // inputs, or fours of them, scaled
        6905, // inputs, as they are
        133422, // tiles of 16 outputs
        72727, // tiles of 8
        33755, // tiles of 4
        33708, // tiles of 3
        24718, // tiles of 2
        19455, // tiles of 1
        36095, // terms of tiles of 16
        19938, // terms of tiles of 8
        12183, // terms of tiles of 4
        10029, // terms of tiles of 3
        8021, // terms of tiles of 2
        6039, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        -7561, // hidden units, identity
        42669, // hidden units, logistic
        65869, // hidden units, tanh
        -2431, // hidden units, relu
        5644, // hidden layers, identity
        18869, // hidden layers, logistic
        24842, // hidden layers, tanh
        22579, // hidden layers, relu
        40517, // outputs, softmax
        26833, // outputs, logistic
        -8412, // outputs, identity
        20018, // calls, softmax
        26833, // calls, logistic
        0, // tiles with an odd number of steps
        9989, // inputs beside fours
    ],
};

#[rustfmt::skip]
static CORTEXM4F_INT8: Coefficients = Coefficients {
    code: [[[[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]], [[[1988, 1995, 2082, 2037], [2108, 2111, 2154, 2177], [1428, 1455, 1482, 1517]], [[0, 2067, 2070, 2057], [0, 2115, 2150, 2181], [0, 1467, 1502, 1545]], [[0, 2007, 2070, 2085], [0, 2119, 2166, 2185], [0, 1467, 1506, 1549]], [[0, 1987, 2058, 2073], [0, 2111, 2150, 2177], [0, 1459, 1494, 1537]]]],
    stack: [[236, 236, 228], [228, 228, 220], [228, 228, 220], [228, 228, 220]],
    instructions: [
        142213, // calls
        48854, // layers
        30246, // inputs, or fours of them, scaled
        0, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        52894, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        0, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        14921, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        0, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        -1046, // hidden units, identity
        3421, // hidden units, logistic
        3883, // hidden units, tanh
        -1183, // hidden units, relu
        40327, // hidden layers, identity
        62865, // hidden layers, logistic
        56276, // hidden layers, tanh
        44132, // hidden layers, relu
        45512, // outputs, softmax
        51606, // outputs, logistic
        8610, // outputs, identity
        35746, // calls, softmax
        51606, // calls, logistic
        617, // tiles with an odd number of steps
        87673, // inputs beside fours
    ],
};

#[rustfmt::skip]
static CORTEXM33_F32: Coefficients = Coefficients {
    code: [[[[1576, 1624, 1648, 1672], [1608, 1652, 1680, 1712], [1300, 1344, 1376, 1396]], [[0, 1968, 1988, 2024], [0, 1792, 1820, 1860], [0, 1688, 1712, 1752]], [[0, 2092, 2120, 2148], [0, 1916, 1944, 1984], [0, 1812, 1832, 1868]], [[0, 1744, 1764, 1800], [0, 1764, 1800, 1848], [0, 1464, 1488, 1532]]], [[[1780, 1820, 1836, 1876], [1812, 1848, 1872, 1900], [1504, 1540, 1564, 1588]], [[0, 2156, 2184, 2228], [0, 1988, 2008, 2048], [0, 1884, 1908, 1944]], [[0, 2288, 2308, 2352], [0, 2112, 2136, 2180], [0, 2008, 2032, 2084]], [[0, 1944, 1964, 2004], [0, 1968, 1988, 2028], [0, 1660, 1684, 1716]]]],
    stack: [[124, 164, 124], [124, 164, 124], [144, 184, 144], [124, 164, 124]],
    instructions: [
        49202, // calls
        18477, // layers
        18522, // inputs, or fours of them, scaled
        6944, // inputs, as they are
        135381, // tiles of 16 outputs
        74026, // tiles of 8
        36542, // tiles of 4
        34286, // tiles of 3
        25033, // tiles of 2
        20943, // tiles of 1
        36072, // terms of tiles of 16
        19933, // terms of tiles of 8
        12099, // terms of tiles of 4
        10040, // terms of tiles of 3
        8044, // terms of tiles of 2
        5995, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        -7569, // hidden units, identity
        50624, // hidden units, logistic
        73779, // hidden units, tanh
        -2414, // hidden units, relu
        3972, // hidden layers, identity
        20251, // hidden layers, logistic
        25874, // hidden layers, tanh
        20148, // hidden layers, relu
        40380, // outputs, softmax
        30985, // outputs, logistic
        -8211, // outputs, identity
        19535, // calls, softmax
        30985, // calls, logistic
        0, // tiles with an odd number of steps
        9723, // inputs beside fours
    ],
};

#[rustfmt::skip]
static CORTEXM33_INT8: Coefficients = Coefficients {
    code: [[[[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]], [[[2040, 2051, 2142, 2105], [2156, 2175, 2238, 2241], [1476, 1507, 1542, 1569]], [[0, 2079, 2126, 2129], [0, 2179, 2230, 2253], [0, 1519, 1562, 1605]], [[0, 2063, 2130, 2153], [0, 2179, 2254, 2257], [0, 1515, 1562, 1605]], [[0, 2043, 2122, 2141], [0, 2175, 2238, 2245], [0, 1511, 1550, 1589]]]],
    stack: [[228, 228, 220], [228, 228, 212], [220, 228, 212], [236, 220, 212]],
    instructions: [
        133561, // calls
        47952, // layers
        30118, // inputs, or fours of them, scaled
        0, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        59235, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        0, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        14943, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        0, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        -2711, // hidden units, identity
        1841, // hidden units, logistic
        2460, // hidden units, tanh
        -3017, // hidden units, relu
        41735, // hidden layers, identity
        66774, // hidden layers, logistic
        56249, // hidden layers, tanh
        47603, // hidden layers, relu
        43428, // outputs, softmax
        51734, // outputs, logistic
        8879, // outputs, identity
        44363, // calls, softmax
        51734, // calls, logistic
        392, // tiles with an odd number of steps
        83201, // inputs beside fours
    ],
};

#[rustfmt::skip]
static RV32IMC_F32: Coefficients = Coefficients {
    code: [[[[4728, 4728, 4728, 4728], [4504, 4520, 4520, 4520], [2780, 2796, 2796, 2796]], [[0, 4924, 4924, 4924], [0, 4700, 4716, 4716], [0, 4572, 4588, 4588]], [[0, 5196, 5196, 5196], [0, 4988, 4988, 4988], [0, 4860, 4860, 4860]], [[0, 4832, 4832, 4832], [0, 4624, 4624, 4624], [0, 2972, 2972, 2988]]], [[[4752, 4752, 4736, 4752], [4528, 4544, 4560, 4544], [3568, 3568, 3584, 3584]], [[0, 4916, 4948, 4932], [0, 4740, 4740, 4740], [0, 4596, 4596, 4596]], [[0, 5220, 5204, 5204], [0, 4996, 5012, 5012], [0, 4868, 4884, 4884]], [[0, 4856, 4840, 4840], [0, 4648, 4648, 4648], [0, 3756, 3756, 3756]]]],
    stack: [[296, 296, 296], [296, 296, 296], [296, 296, 296], [296, 296, 296]],
    instructions: [
        239698, // calls
        128856, // layers
        174737, // inputs, or fours of them, scaled
        2332, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        656675, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        201133, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        505378, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        124803, // terms of tiles of 1
        -150, // MACs after identity
        802, // MACs after logistic
        -825, // MACs after tanh
        -31732, // MACs after relu
        -161809, // hidden units, identity
        1361492, // hidden units, logistic
        2365178, // hidden units, tanh
        -128232, // hidden units, relu
        114790, // hidden layers, identity
        585971, // hidden layers, logistic
        485442, // hidden layers, tanh
        163562, // hidden layers, relu
        1560445, // outputs, softmax
        733797, // outputs, logistic
        -172697, // outputs, identity
        -413211, // calls, softmax
        733797, // calls, logistic
        0, // tiles with an odd number of steps
        0, // inputs beside fours
    ],
};

#[rustfmt::skip]
static RV32IMC_INT8: Coefficients = Coefficients {
    code: [[[[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]], [[[3680, 4299, 4378, 4397], [3776, 4379, 4474, 4537], [2696, 3299, 3394, 3457]], [[0, 4299, 4410, 4413], [0, 4395, 4430, 4553], [0, 3315, 3410, 3473]], [[0, 4315, 4394, 4473], [0, 4379, 4490, 4553], [0, 3299, 3410, 3489]], [[0, 4255, 4394, 4473], [0, 4395, 4490, 4553], [0, 3299, 3394, 3473]]]],
    stack: [[252, 252, 252], [252, 252, 252], [252, 252, 252], [252, 252, 252]],
    instructions: [
        193313, // calls
        63015, // layers
        163415, // inputs, or fours of them, scaled
        0, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        87073, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        0, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        74898, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        0, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        13408, // hidden units, identity
        18930, // hidden units, logistic
        15299, // hidden units, tanh
        11488, // hidden units, relu
        54967, // hidden layers, identity
        20419, // hidden layers, logistic
        109823, // hidden layers, tanh
        110616, // hidden layers, relu
        211001, // outputs, softmax
        179576, // outputs, logistic
        84892, // outputs, identity
        -17236, // calls, softmax
        179576, // calls, logistic
        -523, // tiles with an odd number of steps
        0, // inputs beside fours
    ],
};
