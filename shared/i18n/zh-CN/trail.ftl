# 工资单及其解释的文字。
# trail-…：一个数是什么。`.formula` 是代入数字后的算式（不含结果），`.why` 是读的人还该知道的一句话。
# 键名和参数名随引擎的节点；一行里所有参数都已按金额、百分比或数字写好。

trail-base-wage = 基础工资
trail-wage-days = 月工资 { $wage }：在职 { $days } 个工作日，当月共 { $working_days } 个工作日
    .formula = { $wage } × { $days } ÷ { $working_days }
trail-floating-wage = 浮动工资
    .formula = { $limited ->
        [yes] { $base } × { $used }
       *[no] { $base } ×（{ $score } − { $mean }）÷ { $mean }
    }
    .why = { $limited ->
        [yes] 得分 { $score }，同模板同考核期 { $count } 人平均 { $sum } ÷ { $count } = { $mean }，相差 { $ratio }，浮动以 ±{ $cap } 为限
       *[no] 得分 { $score }，同模板同考核期 { $count } 人平均 { $sum } ÷ { $count } = { $mean }，相差 { $ratio }
    }

trail-volume-bonus = 销售量奖
trail-volume-product = 产品 { $product }
    .formula = { $quantity } × { $rate }
    .why = 销量 { $quantity } ÷ 目标 { $target } = 达成率 { $attainment }，这一档每件 { $rate }
trail-price-bonus = 销售价格奖
trail-price-line = 契约 { $contract } · 行 { $line }
    .formula = { $foreign ->
        [yes] （{ $price } − { $guide_price }）× { $fx } × { $quantity } × { $share } × { $percent }
       *[no] （{ $price } − { $guide_price }）× { $quantity } × { $share } × { $percent }
    }
    .why = { $foreign ->
        [yes] 成交价 { $price }，指导价 { $guide_price }，汇率 { $fx }，数量 { $quantity }，计奖比例 { $share }，本人份额 { $percent }
       *[no] 成交价 { $price }，指导价 { $guide_price }，数量 { $quantity }，计奖比例 { $share }，本人份额 { $percent }
    }
trail-collection-bonus = 资金回笼奖
    .formula = { $base } × { $coefficient }
    .why = 资金回笼率 { $rate }，系数 { $coefficient }
trail-bad-debt-bonus = 坏账奖
    .formula = （{ $allowance } − { $bad_debt }）× { $share }
    .why = 每月坏账额度 { $allowance }，本人承担的坏账 { $bad_debt }，计奖比例 { $share }
trail-performance-bonus = 绩效奖金
    .formula = { $base } × { $coefficient }
    .why = 目标 { $target }，达成率 { $attainment }，系数 { $coefficient }
trail-pool-bonus = 部门奖金池
    .formula = { $pool } ×（{ $weight } × { $score }）÷ { $sum }
    .why = 奖金池 { $pool } 按「岗位权重 × 得分」分给部门各人，分不尽的尾数按最大余数法补足
trail-fixed-bonus = 基本奖金
    .formula = { $score ->
        [none] { $amount }
       *[other] { $amount } × { $coefficient }
    }
    .why = { $score ->
        [none] 固定金额
       *[other] 得分 { $score }，系数 { $coefficient }
    }
trail-appraisal-bonus = 考核奖金
    .formula = { $amount } × { $coefficient }
    .why = 得分 { $score }，系数 { $coefficient }
trail-excess-bonus = 契约超额奖
    .formula = （{ $actual } − { $target }）× { $rate }
    .why = 契约金额 { $actual } 超出目标 { $target } 的部分按 { $rate } 计奖
trail-bonus-paid = { $bonus }
    .formula = { $before } + { $month }
    .why = { $cycle } 的奖金到期发放：以前各月计提 { $before }，本月计提 { $month }
trail-special = 特殊贡献奖 { $special }
    .why = { $date } 录入并经人事确认

trail-commission-opportunity = 提成 · 回款 { $collection } · 业务机会费率
    .formula = { $part } × { $rate }
    .why = 契约 { $contract }，按业务机会预设的费率 { $rate }
trail-commission-line = 提成 · 回款 { $collection } · 契约行 { $line } 的产品费率
    .formula = { $part } × { $rate }
    .why = 契约 { $contract }，按行 { $line } 的产品费率 { $rate }
trail-commission-tier = 提成 · { $version } 版本第 { $tier } 档
    .formula = { $inside } × { $rate }
    .why = { $to ->
        [none] 落在 { $from } 及以上这一档的回款 { $inside }，费率 { $rate }
       *[other] 落在 { $from } 至 { $to } 这一档的回款 { $inside }，费率 { $rate }
    }
trail-commission-retroactive = 提成 · { $version } 版本（全额累进）
    .formula = { $first ->
        [yes] { $held } × { $rate }
       *[no] { $held } × { $rate } − { $held_before } × { $rate_before }
    }
    .why = { $first ->
        [yes] { $window } 至本月底的回款 { $held }，全部按达到的费率 { $rate }
       *[no] { $window } 至本月底的回款（扣除以前月份的退款）{ $held }，全部按达到的费率 { $rate }；减去到上月底已计的部分
    }
trail-collection = 回款 { $collection }（{ $day }，本人份额 { $part }）
trail-clawback = 退款 { $refund } 收回提成 · { $source ->
        [plan] 方案费率
        [opportunity] 业务机会费率
       *[line] 契约行 { $line } 的产品费率
    }
    .formula = −{ $part } × { $rate }
    .why = 退的是回款 { $collection }，其中 { $part } 按当初计提成的费率 { $rate } 收回

trail-cap = 提成封顶
    .formula = { $cuts ->
        [yes] { $cap } − { $commission }
       *[no] { $over_cap }
    }
    .why = { $cuts ->
        [yes] 本月提成 { $commission }，以前结转 { $over_cap }，封顶 { $cap }，超出 { $left }
       *[no] 本月提成 { $commission } 没有到封顶 { $cap }，以前结转的 { $over_cap } 在本月补发
    }
trail-floor = 提成保底
    .formula = { $floor } − { $commission }
    .why = 本月有回款，提成 { $commission } 不足保底 { $floor }
trail-hold = 暂扣提成 · 回款 { $collection }
    .formula = { $capped ->
        [yes] −{ $share } × { $commission } × { $factor }
       *[no] −{ $share } × { $commission }
    }
    .why = { $capped ->
        [yes] 契约回款率还没有到 { $threshold }，这笔回款的提成 { $commission } 暂扣 { $share }；提成已封顶，同比折算
       *[no] 契约回款率还没有到 { $threshold }，这笔回款的提成 { $commission } 暂扣 { $share }
    }
trail-hold-clawback = 退款 { $refund } 先抵暂扣
    .formula = { $all ->
        [yes] { $held }
       *[no] { $share } × { $clawback }
    }
    .why = 回款 { $collection } 还暂扣 { $held }；这笔退款收回提成 { $clawback }，其中 { $share } 从暂扣里抵
trail-release = 释放暂扣提成 · 契约 { $contract }
    .why = 契约回款率已到 { $threshold }，暂扣的提成全部发放
trail-draw = 预支
    .formula = { $recovers ->
        [yes] −{ $owed }
       *[no] { $draw } − { $earned }
    }
    .why = 本月提成 { $earned }，每月预支 { $draw }，以前欠 { $owed }；本月实发提成 { $paid }，之后还欠 { $owes }
trail-deduction = 罚款 { $penalty }
    .formula = { $full ->
        [yes] −{ $open }
       *[no] −{ $room }
    }
    .why = { $full ->
        [yes] { $date } 的罚款，未扣 { $open }；本月工资 { $wage }，最多扣 { $limit } 且不低于最低工资 { $minimum_wage }，还可扣 { $room }
       *[no] { $date } 的罚款，未扣 { $open }；本月工资 { $wage }，最多扣 { $limit } 且不低于最低工资 { $minimum_wage }，只可扣 { $room }，其余以后再扣
    }
trail-gap-deduction = 客户联系超期罚款（{ $month }）
    .formula = { $full ->
        [yes] −{ $open }
       *[no] −{ $room }
    }
    .why = { $full ->
        [yes] 未扣 { $open }；本月工资 { $wage }，最多扣 { $limit } 且不低于最低工资 { $minimum_wage }，还可扣 { $room }
       *[no] 未扣 { $open }；本月工资 { $wage }，最多扣 { $limit } 且不低于最低工资 { $minimum_wage }，只可扣 { $room }，其余以后再扣
    }
trail-negative-carried = { $when ->
        [before] 以前月份的负数抵减
       *[after] 负数转到下月
    }

trail-total-score = 考核得分
    .why = 模板 { $name }，考核期 { $period }
trail-dimension-score = 维度 { $name }（权重 { $weight }）
trail-vetoed = 一票否决
    .why = 有否决事件，这个维度得 0 分
trail-linear-score = { $name }（权重 { $weight }）
    .formula = { $full } × { $used }
    .why = { $limited ->
        [yes] 实际 { $actual } ÷ 目标 { $target } = 达成率 { $attainment }，以 { $floor } 至 { $cap } 为限，按 { $used } 计
       *[no] 实际 { $actual } ÷ 目标 { $target } = 达成率 { $attainment }
    }
trail-steps-score = { $name }（权重 { $weight }）
    .why = { $target ->
        [none] 实际 { $of }，{ $band }
       *[other] 实际 { $actual } ÷ 目标 { $target } = 达成率 { $of }，{ $band }
    }
trail-deduct-score = { $name }（权重 { $weight }）
    .formula = { $limited ->
        [yes] { $floor }
       *[no] { $full } − { $events } × { $per }
    }
    .why = { $limited ->
        [yes] { $event } { $events } 次，满分 { $full }，每次扣 { $per }，最低 { $floor }
       *[no] { $event } { $events } 次，满分 { $full }，每次扣 { $per }
    }
trail-bonus-score = { $name }（权重 { $weight }）
    .formula = { $limited ->
        [yes] { $cap }
       *[no] { $start } + { $events } × { $per }
    }
    .why = { $limited ->
        [yes] { $event } { $events } 次，起评 { $start }，每次加 { $per }，最高 { $cap }
       *[no] { $event } { $events } 次，起评 { $start }，每次加 { $per }
    }
trail-rated-score = { $name }（权重 { $weight }）
trail-formula-score = { $name }（权重 { $weight }）
    .formula = { $formula }
trail-raters = { $kind }评分（权重 { $weight }）
    .formula = { $sum } ÷ { $count }
trail-metric = { $metric }
trail-input = { $name }
trail-target = { $metric }的目标
trail-adjustment = { $period } · { $line }
    .formula = { $is } − { $was }
    .why = 原来 { $was }，现在 { $is }

# 工资单的架子
text-statement = 工资单 { $month } · { $employee } · { $currency }
text-plan = 方案：{ $name } 第 { $version } 版
text-total = 合计
text-adjustments = 以前月份的调整
text-adjustment-now = 现在的算法：
text-adjustment-gone = 现在没有这一项了
text-payable = 本月应发（合计加调整）
text-no-statement = 这个月没有工资单：不在职，也没有应计的款项
text-accrual = 计提（本月不发）· { $line }
text-named = { $what }（{ $id }）
text-not-applicable = 不适用（{ $because }）
text-label = { $label }：{ $value }
text-equals = { $formula } = { $value }
text-or = { $first }（{ $more }）
text-exact = 精确值 { $exact }
text-rounded = 四舍五入一次，得 { $value }
text-rounded-tie = 恰好居中，向远离零的一边取整一次，得 { $value }（D-1）
text-rule = { $text }〔{ $rules }〕
text-facts = 依据：{ $facts }
text-late-facts = 依据（迟到的）：{ $facts }
text-grade = 等级 { $grade }
text-forced-grade = 强制分布等级 { $grade }
text-balances = 结余
text-accrued = 已计提未发的奖金
text-owed = 预支未抵
text-carried = 留待以后：{ $line }
text-over-cap = 封顶结转
text-held = 暂扣提成：回款 { $id }
text-list-separator = 、
text-sentence-separator = ；
text-mean = （{ $terms }）÷ { $weights }
text-ratio = { $over } { $first } ÷ { $under } { $second }
text-band = 落在 { $from } 至 { $to } 这一档
text-band-open = 落在 { $from } 及以上这一档

section-base = 基础工资
section-floating = 浮动工资
section-bonus = 奖金
section-special = 特殊奖金
section-commission = 提成
section-draw = 预支
section-deduction = 扣款
section-balance = 结转

# 为什么不适用
because-no-target = 没有目标，或目标不大于 0
because-no-data = 没有可计的数据
because-no-rating = 没有评分
because-nothing-left = 其中没有一项适用
because-weight-shared = 它的权重按比例分给了同级的其他项

# 备注
note-floating-group-of-one = 浮动工资不计：同模板同考核期只有本人一人
note-floating-no-score = 浮动工资不计：没有考核得分
note-floating-average-not-above-zero = 浮动工资不计：平均分不大于 0
note-bonus-not-applicable = { $bonus }不适用：没有目标、数据或得分
note-minimum-wage = 本月工资低于最低工资，请核对（系统不自动补足）
note-no-plan = 回款 { $collection } 不计提成：契约签订时没有生效的提成方案
note-stopped-rate = 没能算出：{ $day } 没有 { $currency } 的汇率；补上汇率后，差额在下次结算时调整
note-stopped = 没能算出：{ $reason }

# 提示：给人看的，系统不会自动做什么
flag-dismissal-candidate = 辞退候选（全年奖金系数低于要求，或全年奖金合计不大于 0）。只供人来判断：法律要求先培训或调岗，仍不能胜任的才可依法解除；系统不会自动做任何处理。

# 指标
metric-contract_amount = 契约金额
metric-contract_count = 契约数量
metric-product_quantity = 产品 { $parameter } 销量
metric-collected_amount = 回款金额
metric-collection_rate = 资金回笼率
metric-daily_customers = 日联系客户数
metric-new_customers = 新开发客户数
metric-retention = 客户保留率
metric-satisfaction = 满意度
metric-visits = 拜访次数
metric-effective_visits = 有效拜访次数
metric-coverage = 客户覆盖率
metric-coverage-class = { $parameter } 类客户覆盖率
metric-on_time_contacts = 按期联系率
metric-win_rate = 赢单率
metric-stage_progress = 阶段推进率
metric-expense_ratio = 费用率
metric-plan_compliance = 计划完成率
metric-call_compliance = 拜访合规率
metric-route_order = 路线顺序符合率
metric-contact_gap_breaches = 客户联系超期次数

# 指标由什么算出
input-received = 已收到的到期款
input-due = 到期应收款
input-on_time_contacts-due = 到期的下次联系
input-met = 按期联系的
input-expenses = 已批准的费用
input-collected_amount = 回款金额
input-covered = 达到频次的客户
input-customers = 客户
input-daily_customers-customers = 联系过的客户 × 日
input-working_days = 在职工作日
input-matched = 对上的拜访
input-planned = 计划拜访
input-actual = 实际拜访
input-in_order = 按顺序的拜访
input-retained = 两期都有契约的客户
input-before = 前一期有契约的客户
input-points = 评分之和
input-answers = 答卷数
input-further = 推进了的机会
input-open = 期内未结的机会
input-won = 赢单
input-closed = 已结的机会

# 评分人
rater-superior = 直接上级
rater-leader = 分管领导
rater-hr = 人事
rater-peer = 同事
rater-self = 本人
rater-committee = 评委会

# 事件
event-complaint = 投诉
event-praise = 表扬
event-fraud = 舞弊
event-accident = 事故
event-absence = 缺勤
event-bribery = 商业贿赂
event-false_record = 虚假记录
event-serious_breach = 严重违纪
event-suggestion_adopted = 建议被采纳
event-warning = 警告
