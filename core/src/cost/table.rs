//! Written by `cargo run --release -p mcutune-tests --bin calibrate`, not by hand.

use super::{Coefficients, Dtype, Mcu};

/// What compiled the firmware that was measured, with `opt-level = 3`, fat LTO and one codegen
/// unit.
pub const COMPILER: &str = "rustc 1.96.0 (core from source)";

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
    code: [[[[4480, 4484, 4492, 4492], [3840, 3840, 3840, 3836], [2544, 2516, 2520, 2520]], [[0, 4580, 4596, 4596], [0, 3928, 3928, 3924], [0, 3852, 3832, 3832]], [[0, 4764, 4776, 4776], [0, 4104, 4104, 4104], [0, 4012, 4012, 4012]], [[0, 4728, 4724, 4724], [0, 4060, 4056, 4056], [0, 2832, 2832, 2832]]], [[[4476, 4472, 4468, 4472], [3808, 3800, 3800, 3808], [3072, 3064, 3064, 3064]], [[0, 4592, 4596, 4592], [0, 3936, 3936, 3932], [0, 3832, 3832, 3832]], [[0, 4768, 4772, 4776], [0, 4112, 4116, 4116], [0, 4012, 4012, 4012]], [[0, 4724, 4724, 4728], [0, 4068, 4068, 4068], [0, 3384, 3384, 3384]]]],
    stack: [[420, 420, 428], [428, 428, 428], [428, 428, 428], [428, 428, 428]],
    instructions: [
        296750, // calls
        152319, // layers
        300754, // inputs, or fours of them, scaled
        3079, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        1103568, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        374288, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        926425, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        232159, // terms of tiles of 1
        -747, // MACs after identity
        518, // MACs after logistic
        -1404, // MACs after tanh
        -65505, // MACs after relu
        -276735, // hidden units, identity
        2447252, // hidden units, logistic
        4293529, // hidden units, tanh
        -237996, // hidden units, relu
        114534, // hidden layers, identity
        910134, // hidden layers, logistic
        518524, // hidden layers, tanh
        165501, // hidden layers, relu
        2738483, // outputs, softmax
        1296109, // outputs, logistic
        -328492, // outputs, identity
        -795156, // calls, softmax
        1296109, // calls, logistic
        0, // tiles with an odd number of steps
        0, // inputs beside fours
    ],
};

#[rustfmt::skip]
static CORTEXM0_INT8: Coefficients = Coefficients {
    code: [[[[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]], [[[3300, 3827, 3878, 3889], [2608, 3307, 3406, 3461], [1992, 2931, 2742, 2817]], [[0, 3803, 3918, 3905], [0, 3311, 3346, 3485], [0, 2659, 2750, 2841]], [[0, 3823, 3906, 4001], [0, 3771, 3418, 3493], [0, 2659, 2750, 2841]], [[0, 3775, 3894, 3993], [0, 3311, 3402, 3469], [0, 2667, 2742, 2821]]]],
    stack: [[340, 316, 316], [340, 316, 316], [332, 316, 316], [340, 316, 324]],
    instructions: [
        19755, // calls
        34844, // layers
        285693, // inputs, or fours of them, scaled
        0, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        271049, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        0, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        99003, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        0, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        21285, // hidden units, identity
        23995, // hidden units, logistic
        20946, // hidden units, tanh
        14068, // hidden units, relu
        6118, // hidden layers, identity
        40256, // hidden layers, logistic
        121178, // hidden layers, tanh
        158631, // hidden layers, relu
        584224, // outputs, softmax
        560779, // outputs, logistic
        192035, // outputs, identity
        103231, // calls, softmax
        560779, // calls, logistic
        6582, // tiles with an odd number of steps
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
    code: [[[[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]], [[[1988, 1995, 2082, 2037], [1504, 1527, 1562, 1589], [1428, 1455, 1482, 1517]], [[0, 2067, 2070, 2057], [0, 1531, 1542, 1617], [0, 1467, 1502, 1545]], [[0, 2007, 2070, 2085], [0, 1535, 1574, 1613], [0, 1467, 1506, 1549]], [[0, 1987, 2058, 2073], [0, 1527, 1558, 1601], [0, 1459, 1494, 1537]]]],
    stack: [[236, 228, 228], [228, 220, 220], [228, 220, 220], [228, 220, 220]],
    instructions: [
        143857, // calls
        49615, // layers
        30075, // inputs, or fours of them, scaled
        0, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        50428, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        0, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        14958, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        0, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        -591, // hidden units, identity
        3973, // hidden units, logistic
        4343, // hidden units, tanh
        -679, // hidden units, relu
        41638, // hidden layers, identity
        62231, // hidden layers, logistic
        58147, // hidden layers, tanh
        44882, // hidden layers, relu
        45836, // outputs, softmax
        36598, // outputs, logistic
        8660, // outputs, identity
        36611, // calls, softmax
        36598, // calls, logistic
        691, // tiles with an odd number of steps
        87825, // inputs beside fours
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
    code: [[[[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]], [[[2040, 2051, 2142, 2105], [1556, 1579, 1622, 1649], [1476, 1507, 1542, 1569]], [[0, 2079, 2126, 2129], [0, 1583, 1598, 1669], [0, 1519, 1562, 1605]], [[0, 2063, 2130, 2153], [0, 1579, 1634, 1673], [0, 1515, 1562, 1605]], [[0, 2043, 2122, 2141], [0, 1579, 1618, 1661], [0, 1511, 1550, 1589]]]],
    stack: [[228, 220, 220], [228, 220, 212], [220, 220, 212], [236, 212, 212]],
    instructions: [
        130825, // calls
        47503, // layers
        30352, // inputs, or fours of them, scaled
        0, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        60651, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        0, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        14919, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        0, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        -3155, // hidden units, identity
        1586, // hidden units, logistic
        2216, // hidden units, tanh
        -3301, // hidden units, relu
        44681, // hidden layers, identity
        65337, // hidden layers, logistic
        54875, // hidden layers, tanh
        47387, // hidden layers, relu
        42855, // outputs, softmax
        36936, // outputs, logistic
        9057, // outputs, identity
        48077, // calls, softmax
        36936, // calls, logistic
        425, // tiles with an odd number of steps
        83541, // inputs beside fours
    ],
};

#[rustfmt::skip]
static RV32IMC_F32: Coefficients = Coefficients {
    code: [[[[4476, 4492, 4492, 4492], [4252, 4268, 4268, 4268], [2684, 2700, 2700, 2700]], [[0, 4668, 4668, 4668], [0, 4444, 4460, 4460], [0, 4332, 4332, 4348]], [[0, 4940, 4940, 4940], [0, 4732, 4732, 4732], [0, 4604, 4620, 4620]], [[0, 4576, 4576, 4576], [0, 4368, 4368, 4368], [0, 2856, 2872, 2872]]], [[[4484, 4484, 4468, 4484], [4276, 4292, 4292, 4292], [3412, 3412, 3428, 3428]], [[0, 4676, 4692, 4692], [0, 4468, 4468, 4468], [0, 4340, 4340, 4340]], [[0, 4964, 4964, 4964], [0, 4740, 4740, 4740], [0, 4612, 4612, 4612]], [[0, 4600, 4600, 4600], [0, 4376, 4376, 4376], [0, 3580, 3580, 3580]]]],
    stack: [[296, 296, 296], [296, 296, 296], [296, 296, 296], [296, 296, 296]],
    instructions: [
        242304, // calls
        127902, // layers
        174805, // inputs, or fours of them, scaled
        2573, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        656535, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        201465, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        505360, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        124776, // terms of tiles of 1
        -141, // MACs after identity
        811, // MACs after logistic
        -807, // MACs after tanh
        -31734, // MACs after relu
        -161708, // hidden units, identity
        1361809, // hidden units, logistic
        2365175, // hidden units, tanh
        -127961, // hidden units, relu
        108823, // hidden layers, identity
        576815, // hidden layers, logistic
        479958, // hidden layers, tanh
        156584, // hidden layers, relu
        1561496, // outputs, softmax
        730858, // outputs, logistic
        -174436, // outputs, identity
        -424824, // calls, softmax
        730858, // calls, logistic
        0, // tiles with an odd number of steps
        0, // inputs beside fours
    ],
};

#[rustfmt::skip]
static RV32IMC_INT8: Coefficients = Coefficients {
    code: [[[[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]], [[[3520, 4135, 4198, 4241], [3360, 4151, 4230, 4293], [2436, 3195, 3274, 3337]], [[0, 4135, 4230, 4257], [0, 4167, 4210, 4309], [0, 3211, 3290, 3353]], [[0, 4151, 4214, 4293], [0, 4151, 4246, 4309], [0, 3211, 3290, 3369]], [[0, 4131, 4214, 4293], [0, 4151, 4246, 4309], [0, 3211, 3274, 3353]]]],
    stack: [[236, 236, 236], [236, 236, 236], [236, 236, 236], [236, 236, 236]],
    instructions: [
        229360, // calls
        71033, // layers
        163875, // inputs, or fours of them, scaled
        0, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        32921, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        0, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        74527, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        0, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        22053, // hidden units, identity
        30209, // hidden units, logistic
        24397, // hidden units, tanh
        19794, // hidden units, relu
        67265, // hidden layers, identity
        -17903, // hidden layers, logistic
        130917, // hidden layers, tanh
        136111, // hidden layers, relu
        216381, // outputs, softmax
        151794, // outputs, logistic
        67082, // outputs, identity
        -44154, // calls, softmax
        151794, // calls, logistic
        29, // tiles with an odd number of steps
        0, // inputs beside fours
    ],
};
