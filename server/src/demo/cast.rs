//! The people of the made-up company.

use shared::policy::Role;

/// Somebody of the cast.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub login: &'static str,
    pub name: &'static str,
    pub role: Role,
    pub title: &'static str,
    pub department: &'static str,
    pub superior: Option<&'static str>,
    /// Base wage of a month.
    pub wage: i64,
}

/// A department in a city.
#[derive(Debug)]
pub struct Department {
    pub name: &'static str,
    pub city: &'static City,
    pub manager: (&'static str, &'static str),
    pub reps: &'static [(&'static str, &'static str)],
}

/// A city with the middles of its districts, WGS-84.
#[derive(Debug)]
pub struct City {
    pub name: &'static str,
    pub area_code: &'static str,
    pub districts: &'static [(&'static str, f64, f64)],
}

pub const LEADER: &str = "qian.wd";
pub const HEAD_OFFICE: &str = "总部";

/// Those above and beside the departments.
pub const OFFICE: &[Member] = &[
    member("zhao.gd", "赵国栋", Role::Gm, "总经理", None, 30_000),
    member(LEADER, "钱卫东", Role::Leader, "销售总监", Some("zhao.gd"), 22_000),
    member("sun.hui", "孙慧", Role::Hr, "人事经理", Some("zhao.gd"), 14_000),
    member("li.jing", "李静", Role::Hr, "绩效专员", Some("sun.hui"), 8_500),
    member("zhou.li", "周丽", Role::Finance, "财务经理", Some("zhao.gd"), 14_000),
    member("wu.fang", "吴芳", Role::Finance, "会计", Some("zhou.li"), 8_000),
    member("zheng.wei", "郑伟", Role::Admin, "系统管理员", Some("zhao.gd"), 12_000),
];

const fn member(
    login: &'static str,
    name: &'static str,
    role: Role,
    title: &'static str,
    superior: Option<&'static str>,
    wage: i64,
) -> Member {
    Member { login, name, role, title, department: HEAD_OFFICE, superior, wage }
}

pub const DEPARTMENTS: &[Department] = &[
    Department {
        name: "杭州一部",
        city: &HANGZHOU,
        manager: ("wang.lei", "王磊"),
        reps: &[
            ("lin.xd", "林晓东"),
            ("chen.yh", "陈语涵"),
            ("xu.zq", "许志强"),
            ("zhou.min", "周敏"),
            ("fang.qing", "方晴"),
            ("wu.yue", "吴越"),
            ("he.jy", "何佳怡"),
            ("guo.zh", "郭子豪"),
        ],
    },
    Department {
        name: "上海一部",
        city: &SHANGHAI,
        manager: ("shen.jun", "沈军"),
        reps: &[
            ("lu.yifan", "陆一帆"),
            ("tang.wen", "唐雯"),
            ("jin.hao", "金浩"),
            ("pan.xy", "潘欣怡"),
            ("gu.ming", "顾明"),
            ("cao.lin", "曹琳"),
            ("yao.bin", "姚斌"),
        ],
    },
    Department {
        name: "北京一部",
        city: &BEIJING,
        manager: ("liu.yang", "刘洋"),
        reps: &[
            ("zhang.kai", "张凯"),
            ("ma.tt", "马婷婷"),
            ("song.jie", "宋杰"),
            ("han.xue", "韩雪"),
            ("feng.tao", "冯涛"),
            ("dong.li", "董丽"),
            ("meng.fei", "孟飞"),
        ],
    },
    Department {
        name: "成都一部",
        city: &CHENGDU,
        manager: ("luo.gang", "罗刚"),
        reps: &[
            ("deng.chao", "邓超凡"),
            ("xie.nan", "谢楠"),
            ("peng.yu", "彭宇"),
            ("zeng.rui", "曾蕊"),
            ("jiang.hb", "蒋海波"),
            ("yuan.mq", "袁梦琪"),
            ("tian.ye", "田野"),
        ],
    },
    Department {
        name: "深圳一部",
        city: &SHENZHEN,
        manager: ("huang.zh", "黄志华"),
        reps: &[
            ("liang.jw", "梁嘉伟"),
            ("lai.xm", "赖晓敏"),
            ("zhong.yi", "钟毅"),
            ("ye.zi", "叶梓"),
            ("su.jx", "苏建新"),
            ("xiao.yun", "萧芸"),
            ("ou.yl", "欧阳亮"),
        ],
    },
];

static HANGZHOU: City = City {
    name: "杭州市",
    area_code: "0571",
    districts: &[
        ("西湖", 30.2590, 120.1300),
        ("拱墅", 30.3190, 120.1420),
        ("滨江", 30.2080, 120.2120),
        ("余杭", 30.2730, 119.9780),
        ("萧山", 30.1850, 120.2640),
        ("上城", 30.2420, 120.1690),
        ("临平", 30.4190, 120.2990),
        ("钱塘", 30.3220, 120.4930),
    ],
};

static SHANGHAI: City = City {
    name: "上海市",
    area_code: "021",
    districts: &[
        ("浦东", 31.2210, 121.5440),
        ("徐汇", 31.1880, 121.4370),
        ("静安", 31.2290, 121.4480),
        ("闵行", 31.1130, 121.3820),
        ("杨浦", 31.2600, 121.5260),
        ("长宁", 31.2200, 121.4240),
        ("虹口", 31.2640, 121.5050),
        ("宝山", 31.4050, 121.4890),
    ],
};

static BEIJING: City = City {
    name: "北京市",
    area_code: "010",
    districts: &[
        ("朝阳", 39.9210, 116.4430),
        ("海淀", 39.9600, 116.2980),
        ("丰台", 39.8580, 116.2870),
        ("西城", 39.9120, 116.3660),
        ("东城", 39.9280, 116.4160),
        ("通州", 39.9090, 116.6560),
        ("大兴", 39.7270, 116.3410),
        ("昌平", 40.2210, 116.2310),
    ],
};

static CHENGDU: City = City {
    name: "成都市",
    area_code: "028",
    districts: &[
        ("锦江", 30.5980, 104.1240),
        ("青羊", 30.6750, 104.0610),
        ("金牛", 30.6920, 104.0520),
        ("武侯", 30.6420, 104.0430),
        ("成华", 30.6600, 104.1010),
        ("高新", 30.5900, 104.0600),
        ("双流", 30.5740, 103.9230),
        ("龙泉驿", 30.5560, 104.2740),
    ],
};

static SHENZHEN: City = City {
    name: "深圳市",
    area_code: "0755",
    districts: &[
        ("南山", 22.5330, 113.9300),
        ("福田", 22.5220, 114.0550),
        ("罗湖", 22.5480, 114.1310),
        ("宝安", 22.5550, 113.8840),
        ("龙岗", 22.7200, 114.2470),
        ("龙华", 22.6970, 114.0450),
        ("光明", 22.7490, 113.9360),
        ("坪山", 22.7080, 114.3460),
    ],
};
