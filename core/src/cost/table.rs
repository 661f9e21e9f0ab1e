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
    code: [[[[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]], [[[3248, 3747, 3782, 3817], [3188, 3855, 3930, 3985], [1928, 2867, 2650, 2721]], [[0, 3719, 3818, 3833], [0, 3859, 3878, 4013], [0, 2575, 2654, 2741]], [[0, 3735, 3810, 3905], [0, 4323, 3942, 4017], [0, 2571, 2654, 2745]], [[0, 3711, 3798, 3885], [0, 3855, 3926, 3989], [0, 2575, 2646, 2721]]]],
    stack: [[340, 340, 308], [340, 340, 308], [332, 340, 308], [332, 340, 316]],
    instructions: [
        -55356, // calls
        23797, // layers
        289687, // inputs, or fours of them, scaled
        0, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        328837, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        0, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        94635, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        0, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        5762, // hidden units, identity
        13546, // hidden units, logistic
        8076, // hidden units, tanh
        1723, // hidden units, relu
        61156, // hidden layers, identity
        -19689, // hidden layers, logistic
        153183, // hidden layers, tanh
        150016, // hidden layers, relu
        545105, // outputs, softmax
        560208, // outputs, logistic
        189377, // outputs, identity
        293730, // calls, softmax
        560208, // calls, logistic
        -3103, // tiles with an odd number of steps
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
    code: [[[[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]], [[[3456, 4091, 4154, 4193], [3392, 4171, 4266, 4313], [2372, 3143, 3230, 3293]], [[0, 4091, 4186, 4209], [0, 4187, 4226, 4329], [0, 3167, 3246, 3309]], [[0, 4107, 4170, 4249], [0, 4187, 4266, 4329], [0, 3167, 3246, 3325]], [[0, 4083, 4170, 4249], [0, 4187, 4266, 4329], [0, 3167, 3230, 3309]]]],
    stack: [[240, 240, 240], [240, 240, 240], [240, 240, 240], [240, 240, 240]],
    instructions: [
        223770, // calls
        71718, // layers
        163928, // inputs, or fours of them, scaled
        0, // inputs, as they are
        0, // tiles of 16 outputs
        0, // tiles of 8
        25383, // tiles of 4
        0, // tiles of 3
        0, // tiles of 2
        0, // tiles of 1
        0, // terms of tiles of 16
        0, // terms of tiles of 8
        74576, // terms of tiles of 4
        0, // terms of tiles of 3
        0, // terms of tiles of 2
        0, // terms of tiles of 1
        0, // MACs after identity
        0, // MACs after logistic
        0, // MACs after tanh
        0, // MACs after relu
        22811, // hidden units, identity
        30885, // hidden units, logistic
        24749, // hidden units, tanh
        20071, // hidden units, relu
        66896, // hidden layers, identity
        -16918, // hidden layers, logistic
        140273, // hidden layers, tanh
        144278, // hidden layers, relu
        217010, // outputs, softmax
        164811, // outputs, logistic
        69707, // outputs, identity
        -37872, // calls, softmax
        164811, // calls, logistic
        543, // tiles with an odd number of steps
        0, // inputs beside fours
    ],
};
