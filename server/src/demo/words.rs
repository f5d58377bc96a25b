//! What people of the made-up company write.

use shared::doc::journal::Method;

/// Purpose (id of a choice of the company), result, next step.
pub const VISITS: &[(&str, &str, &str)] = &[
    ("follow_up", "与设备科主任确认了参数，对方要求补充三家用户的使用报告。", "发送用户报告并约院长面谈"),
    ("follow_up", "二批采购进入招标流程，预算已批，竞品报价略低。", "准备投标文件"),
    ("follow_up", "介绍了新款彩超，影像科愿意试用两周。", "安排样机与培训"),
    ("follow_up", "报价已递交，采购经理下周上会讨论。", "会后回访"),
    ("new_business", "首次拜访，了解科室现有设备与更新计划。", "整理需求并给出方案"),
    ("new_business", "对方计划明年扩建体检区，需要整套方案。", "出一份整体方案"),
    ("new_business", "认识了新任副院长，约定下次演示。", "准备演示资料"),
    ("service", "设备例行巡检，更换探头一只，运行正常。", "下月巡检"),
    ("service", "处理了图像伪影问题，科室已恢复使用。", "电话回访使用情况"),
    ("service", "给新护士做了操作培训，共六人。", "寄送操作手册"),
    ("collection", "财务确认本月底付第二期款。", "月底核对到账"),
    ("collection", "对账完成，发票已签收，付款在走审批。", "跟进审批进度"),
    ("other", "节日走访，科室反馈耗材交货偏慢。", "与物流协调交期"),
];

/// Category (id of a choice of the company), note, least and most in yuan.
pub const EXPENSES: &[(&str, &str, i64, i64)] = &[
    ("transport", "打车往返", 28, 160),
    ("transport", "停车与过路费", 15, 90),
    ("meals", "工作餐", 35, 120),
    ("entertainment", "与科室主任用餐", 240, 680),
    ("lodging", "郊县拜访住宿", 260, 420),
];

pub const CONTACTS: &[(Method, &str)] = &[
    (Method::Phone, "询问耗材价格，已按合同价答复。"),
    (Method::Phone, "确认下次到访时间，对方周内都方便。"),
    (Method::Wechat, "发送了产品资料与注册证。"),
    (Method::Wechat, "对方转发招标公告，请我们准备。"),
    (Method::Email, "邮件发送报价单与技术偏离表。"),
    (Method::Meeting, "线上会议讨论安装场地要求。"),
];

pub const PROMISE: &str = "约好再联系，当面谈合同条款。";
pub const NEXT_CALL: &str = "按约定再联系";
pub const ELSEWHERE: &[&str] =
    &["客户约在别处见面", "在会议中心参加学术会", "客户搬迁，新址未更新", "在供应商仓库验货"];
pub const IMPRECISE: &[&str] = &["地下停车场信号弱", "住院楼内定位漂移", "定位漂移"];
