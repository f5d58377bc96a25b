# 工資單及其解釋的文字。
# trail-…：一個數是什麼。`.formula` 是代入數字後的算式（不含結果），`.why` 是讀的人還該知道的一句話。
# 鍵名和參數名隨引擎的節點；一行裡所有參數都已按金額、百分比或數字寫好。

trail-base-wage = 基礎工資
trail-wage-days = 月工資 { $wage }：在職 { $days } 個工作日，當月共 { $working_days } 個工作日
    .formula = { $wage } × { $days } ÷ { $working_days }
trail-floating-wage = 浮動工資
    .formula = { $limited ->
        [yes] { $base } × { $used }
       *[no] { $base } ×（{ $score } − { $mean }）÷ { $mean }
    }
    .why = { $limited ->
        [yes] 得分 { $score }，同範本同考核期 { $count } 人平均 { $sum } ÷ { $count } = { $mean }，相差 { $ratio }，浮動以 ±{ $cap } 為限
       *[no] 得分 { $score }，同範本同考核期 { $count } 人平均 { $sum } ÷ { $count } = { $mean }，相差 { $ratio }
    }

trail-volume-bonus = 銷售量獎
trail-volume-product = 產品 { $product }
    .formula = { $quantity } × { $rate }
    .why = 銷量 { $quantity } ÷ 目標 { $target } = 達成率 { $attainment }，這一檔每件 { $rate }
trail-price-bonus = 銷售價格獎
trail-price-line = 契約 { $contract } · 行 { $line }
    .formula = { $foreign ->
        [yes] （{ $price } − { $guide_price }）× { $fx } × { $quantity } × { $share } × { $percent }
       *[no] （{ $price } − { $guide_price }）× { $quantity } × { $share } × { $percent }
    }
    .why = { $foreign ->
        [yes] 成交價 { $price }，指導價 { $guide_price }，匯率 { $fx }，數量 { $quantity }，計獎比例 { $share }，本人份額 { $percent }
       *[no] 成交價 { $price }，指導價 { $guide_price }，數量 { $quantity }，計獎比例 { $share }，本人份額 { $percent }
    }
trail-collection-bonus = 資金回籠獎
    .formula = { $base } × { $coefficient }
    .why = 資金回籠率 { $rate }，係數 { $coefficient }
trail-bad-debt-bonus = 壞帳獎
    .formula = （{ $allowance } − { $bad_debt }）× { $share }
    .why = 每月壞帳額度 { $allowance }，本人承擔的壞帳 { $bad_debt }，計獎比例 { $share }
trail-performance-bonus = 績效獎金
    .formula = { $base } × { $coefficient }
    .why = 目標 { $target }，達成率 { $attainment }，係數 { $coefficient }
trail-pool-bonus = 部門獎金池
    .formula = { $pool } ×（{ $weight } × { $score }）÷ { $sum }
    .why = 獎金池 { $pool } 按「崗位權重 × 得分」分給部門各人，分不盡的尾數按最大餘數法補足
trail-fixed-bonus = 基本獎金
    .formula = { $score ->
        [none] { $amount }
       *[other] { $amount } × { $coefficient }
    }
    .why = { $score ->
        [none] 固定金額
       *[other] 得分 { $score }，係數 { $coefficient }
    }
trail-appraisal-bonus = 考核獎金
    .formula = { $amount } × { $coefficient }
    .why = 得分 { $score }，係數 { $coefficient }
trail-excess-bonus = 契約超額獎
    .formula = （{ $actual } − { $target }）× { $rate }
    .why = 契約金額 { $actual } 超出目標 { $target } 的部分按 { $rate } 計獎
trail-bonus-paid = { $bonus }
    .formula = { $before } + { $month }
    .why = { $cycle } 的獎金到期發放：以前各月計提 { $before }，本月計提 { $month }
trail-special = 特殊貢獻獎 { $special }
    .why = { $date } 登錄並經人事確認

trail-commission-opportunity = 提成 · 回款 { $collection } · 業務機會費率
    .formula = { $part } × { $rate }
    .why = 契約 { $contract }，按業務機會預先設定的費率 { $rate }
trail-commission-line = 提成 · 回款 { $collection } · 契約行 { $line } 的產品費率
    .formula = { $part } × { $rate }
    .why = 契約 { $contract }，按行 { $line } 的產品費率 { $rate }
trail-commission-tier = 提成 · { $version } 版本第 { $tier } 檔
    .formula = { $inside } × { $rate }
    .why = { $to ->
        [none] 落在 { $from } 及以上這一檔的回款 { $inside }，費率 { $rate }
       *[other] 落在 { $from } 至 { $to } 這一檔的回款 { $inside }，費率 { $rate }
    }
trail-commission-retroactive = 提成 · { $version } 版本（全額累進）
    .formula = { $first ->
        [yes] { $held } × { $rate }
       *[no] { $held } × { $rate } − { $held_before } × { $rate_before }
    }
    .why = { $first ->
        [yes] { $window } 至本月底的回款 { $held }，全部按達到的費率 { $rate }
       *[no] { $window } 至本月底的回款（扣除以前月份的退款）{ $held }，全部按達到的費率 { $rate }；減去到上月底已計的部分
    }
trail-collection = 回款 { $collection }（{ $day }，本人份額 { $part }）
trail-clawback = 退款 { $refund } 收回提成 · { $source ->
        [plan] 方案費率
        [opportunity] 業務機會費率
       *[line] 契約行 { $line } 的產品費率
    }
    .formula = −{ $part } × { $rate }
    .why = 退的是回款 { $collection }，其中 { $part } 按當初計提成的費率 { $rate } 收回

trail-cap = 提成封頂
    .formula = { $cuts ->
        [yes] { $cap } − { $commission }
       *[no] { $over_cap }
    }
    .why = { $cuts ->
        [yes] 本月提成 { $commission }，以前結轉 { $over_cap }，封頂 { $cap }，超出 { $left }
       *[no] 本月提成 { $commission } 沒有到封頂 { $cap }，以前結轉的 { $over_cap } 在本月補發
    }
trail-floor = 提成保底
    .formula = { $floor } − { $commission }
    .why = 本月有回款，提成 { $commission } 不足保底 { $floor }
trail-hold = 暫扣提成 · 回款 { $collection }
    .formula = { $capped ->
        [yes] −{ $share } × { $commission } × { $factor }
       *[no] −{ $share } × { $commission }
    }
    .why = { $capped ->
        [yes] 契約回款率還沒有到 { $threshold }，這筆回款的提成 { $commission } 暫扣 { $share }；提成已封頂，同比折算
       *[no] 契約回款率還沒有到 { $threshold }，這筆回款的提成 { $commission } 暫扣 { $share }
    }
trail-hold-clawback = 退款 { $refund } 先抵暫扣
    .formula = { $all ->
        [yes] { $held }
       *[no] { $share } × { $clawback }
    }
    .why = 回款 { $collection } 還暫扣 { $held }；這筆退款收回提成 { $clawback }，其中 { $share } 從暫扣裡抵
trail-release = 釋放暫扣提成 · 契約 { $contract }
    .why = 契約回款率已到 { $threshold }，暫扣的提成全部發放
trail-draw = 預支
    .formula = { $recovers ->
        [yes] −{ $owed }
       *[no] { $draw } − { $earned }
    }
    .why = 本月提成 { $earned }，每月預支 { $draw }，以前欠 { $owed }；本月實發提成 { $paid }，之後還欠 { $owes }
trail-deduction = 罰款 { $penalty }
    .formula = { $full ->
        [yes] −{ $open }
       *[no] −{ $room }
    }
    .why = { $full ->
        [yes] { $date } 的罰款，未扣 { $open }；本月工資 { $wage }，最多扣 { $limit } 且不低於最低工資 { $minimum_wage }，還可扣 { $room }
       *[no] { $date } 的罰款，未扣 { $open }；本月工資 { $wage }，最多扣 { $limit } 且不低於最低工資 { $minimum_wage }，只可扣 { $room }，其餘以後再扣
    }
trail-gap-deduction = 客戶聯絡超期罰款（{ $month }）
    .formula = { $full ->
        [yes] −{ $open }
       *[no] −{ $room }
    }
    .why = { $full ->
        [yes] 未扣 { $open }；本月工資 { $wage }，最多扣 { $limit } 且不低於最低工資 { $minimum_wage }，還可扣 { $room }
       *[no] 未扣 { $open }；本月工資 { $wage }，最多扣 { $limit } 且不低於最低工資 { $minimum_wage }，只可扣 { $room }，其餘以後再扣
    }
trail-negative-carried = { $when ->
        [before] 以前月份的負數抵減
       *[after] 負數轉到下月
    }

trail-total-score = 考核得分
    .why = 範本 { $name }，考核期 { $period }
trail-dimension-score = 維度 { $name }（權重 { $weight }）
trail-vetoed = 一票否決
    .why = 有否決事件，這個維度得 0 分
trail-linear-score = { $name }（權重 { $weight }）
    .formula = { $full } × { $used }
    .why = { $limited ->
        [yes] 實際 { $actual } ÷ 目標 { $target } = 達成率 { $attainment }，以 { $floor } 至 { $cap } 為限，按 { $used } 計
       *[no] 實際 { $actual } ÷ 目標 { $target } = 達成率 { $attainment }
    }
trail-steps-score = { $name }（權重 { $weight }）
    .why = { $target ->
        [none] 實際 { $of }，{ $band }
       *[other] 實際 { $actual } ÷ 目標 { $target } = 達成率 { $of }，{ $band }
    }
trail-deduct-score = { $name }（權重 { $weight }）
    .formula = { $limited ->
        [yes] { $floor }
       *[no] { $full } − { $events } × { $per }
    }
    .why = { $limited ->
        [yes] { $event } { $events } 次，滿分 { $full }，每次扣 { $per }，最低 { $floor }
       *[no] { $event } { $events } 次，滿分 { $full }，每次扣 { $per }
    }
trail-bonus-score = { $name }（權重 { $weight }）
    .formula = { $limited ->
        [yes] { $cap }
       *[no] { $start } + { $events } × { $per }
    }
    .why = { $limited ->
        [yes] { $event } { $events } 次，起評 { $start }，每次加 { $per }，最高 { $cap }
       *[no] { $event } { $events } 次，起評 { $start }，每次加 { $per }
    }
trail-rated-score = { $name }（權重 { $weight }）
trail-formula-score = { $name }（權重 { $weight }）
    .formula = { $formula }
trail-raters = { $kind }評分（權重 { $weight }）
    .formula = { $sum } ÷ { $count }
trail-metric = { $metric }
trail-input = { $name }
trail-target = { $metric }的目標
trail-adjustment = { $period } · { $line }
    .formula = { $is } − { $was }
    .why = 原來 { $was }，現在 { $is }

# 工資單的架子
text-statement = 工資單 { $month } · { $employee } · { $currency }
text-plan = 方案：{ $name } 第 { $version } 版
text-total = 合計
text-adjustments = 以前月份的調整
text-adjustment-now = 現在的算法：
text-adjustment-gone = 現在沒有這一項了
text-payable = 本月應發（合計加調整）
text-no-statement = 這個月沒有工資單：不在職，也沒有應計的款項
text-accrual = 計提（本月不發）· { $line }
text-named = { $what }（{ $id }）
text-not-applicable = 不適用（{ $because }）
text-label = { $label }：{ $value }
text-equals = { $formula } = { $value }
text-or = { $first }（{ $more }）
text-exact = 精確值 { $exact }
text-rounded = 四捨五入一次，得 { $value }
text-rounded-tie = 恰好居中，向遠離零的一邊取整一次，得 { $value }（D-1）
text-rule = { $text }〔{ $rules }〕
text-facts = 依據：{ $facts }
text-late-facts = 依據（遲到的）：{ $facts }
text-grade = 等級 { $grade }
text-forced-grade = 強制分佈等級 { $grade }
text-balances = 結餘
text-accrued = 已計提未發的獎金
text-owed = 預支未抵
text-carried = 留待以後：{ $line }
text-over-cap = 封頂結轉
text-held = 暫扣提成：回款 { $id }
text-list-separator = 、
text-sentence-separator = ；
text-mean = （{ $terms }）÷ { $weights }
text-ratio = { $over } { $first } ÷ { $under } { $second }
text-band = 落在 { $from } 至 { $to } 這一檔
text-band-open = 落在 { $from } 及以上這一檔

section-base = 基礎工資
section-floating = 浮動工資
section-bonus = 獎金
section-special = 特殊獎金
section-commission = 提成
section-draw = 預支
section-deduction = 扣款
section-balance = 結轉

# 為什麼不適用
because-no-target = 沒有目標，或目標不大於 0
because-no-data = 沒有可計的資料
because-no-rating = 沒有評分
because-nothing-left = 其中沒有一項適用
because-weight-shared = 它的權重按比例分給了同級的其他項

# 備註
note-floating-group-of-one = 浮動工資不計：同範本同考核期只有本人一人
note-floating-no-score = 浮動工資不計：沒有考核得分
note-floating-average-not-above-zero = 浮動工資不計：平均分不大於 0
note-bonus-not-applicable = { $bonus }不適用：沒有目標、資料或得分
note-minimum-wage = 本月工資低於最低工資，請核對（系統不自動補足）
note-no-plan = 回款 { $collection } 不計提成：契約簽訂時沒有生效的提成方案
note-stopped-rate = 沒能算出：{ $day } 沒有 { $currency } 的匯率；補上匯率後，差額在下次結算時調整
note-stopped = 沒能算出：{ $reason }

# 提示：給人看的，系統不會自動做什麼
flag-dismissal-candidate = 辭退候選（全年獎金係數低於要求，或全年獎金合計不大於 0）。只供人來判斷：法律要求先培訓或調崗，仍不能勝任的才可依法解除；系統不會自動做任何處理。

# 指標
metric-contract_amount = 契約金額
metric-contract_count = 契約數量
metric-product_quantity = 產品 { $parameter } 銷量
metric-collected_amount = 回款金額
metric-collection_rate = 資金回籠率
metric-daily_customers = 日聯絡客戶數
metric-new_customers = 新開發客戶數
metric-retention = 客戶保留率
metric-satisfaction = 滿意度
metric-visits = 拜訪次數
metric-effective_visits = 有效拜訪次數
metric-coverage = 客戶覆蓋率
metric-coverage-class = { $parameter } 類客戶覆蓋率
metric-on_time_contacts = 按期聯絡率
metric-win_rate = 贏單率
metric-stage_progress = 階段推進率
metric-expense_ratio = 費用率
metric-plan_compliance = 計劃完成率
metric-call_compliance = 拜訪合規率
metric-route_order = 路線順序符合率
metric-contact_gap_breaches = 客戶聯絡超期次數

# 指標由什麼算出
input-received = 已收到的到期款
input-due = 到期應收款
input-on_time_contacts-due = 到期的下次聯絡
input-met = 按期聯絡的
input-expenses = 已核准的費用
input-collected_amount = 回款金額
input-covered = 達到頻次的客戶
input-customers = 客戶
input-daily_customers-customers = 聯絡過的客戶 × 日
input-working_days = 在職工作日
input-matched = 對上的拜訪
input-planned = 計劃拜訪
input-actual = 實際拜訪
input-in_order = 按順序的拜訪
input-retained = 兩期都有契約的客戶
input-before = 前一期有契約的客戶
input-points = 評分之和
input-answers = 問卷數
input-further = 推進了的機會
input-open = 期內未結的機會
input-won = 贏單
input-closed = 已結的機會

# 評分人
rater-superior = 直接上級
rater-leader = 分管領導
rater-hr = 人事
rater-peer = 同事
rater-self = 本人
rater-committee = 評委會

# 事件
event-complaint = 投訴
event-praise = 表揚
event-fraud = 舞弊
event-accident = 事故
event-absence = 缺勤
event-bribery = 商業賄賂
event-false_record = 虛假記錄
event-serious_breach = 嚴重違紀
event-suggestion_adopted = 建議被採納
event-warning = 警告
