//! A name as it is meant: one width, one case, one script where that is cheap, no spaces, no punctuation, no legal form.

use std::sync::LazyLock;

/// Traditional letters of company names and addresses beside their simplified forms. Only pairs that hold in every word;
/// a letter that is not here stays as it is.
const SCRIPTS: &str = "醫医藥药診诊東东華华國国際际業业電电機机車车廠厂號号龍龙學学團团會会質质產产農农貿贸製制設设備备術术網网\
    訊讯訓训報报務务務务財财購购資资費费賓宾館馆飯饭飲饮飾饰圖图書书畫画報报鐵铁鋼钢銀银鋁铝鎮镇鄉乡縣县區区場场園园樓楼層层\
    門门間间關关開开陽阳陰阴陳陈陸陆隊队階阶雲云電电靜静風风馬马鳥鸟魚鱼麗丽齊齐寶宝實实寧宁寬宽審审對对導导將将專专爾尔\
    島岛嶺岭幣币師师幫帮廣广廳厅張张強强復复應应戶户擇择換换據据擔担數数斷断時时曉晓書书條条東东楊杨榮荣構构樂乐標标樹树橋桥\
    歐欧歲岁歷历殘残氣气決决滬沪漁渔濟济灣湾煙烟熱热愛爱牆墙獎奖環环現现瑪玛療疗發发監监盤盘礦矿禮礼積积種种穀谷稅税競竞節节\
    範范築筑簡简簽签糧粮紅红約约紀纪級级純纯紙纸紡纺細细組组結结給给統统絲丝經经綠绿維维綜综線线練练縣县總总織织繪绘續续纖纤\
    羅罗義义習习聖圣聯联聲声職职脈脉腦脑臨临興兴舊旧艦舰藝艺蘇苏蘭兰處处蝦虾衛卫裝装複复見见規规視视覺觉親亲觀观計计認认\
    語语說说課课調调談谈請请論论證证識识譯译護护讀读變变讓让豐丰貝贝貨货貫贯賀贺賢贤賣卖賽赛贊赞贏赢軍军軟软較较載载輔辅輕轻\
    輝辉輪轮輸输轉转辦办農农運运達达遠远適适選选還还邊边郵邮鄭郑鄧邓醬酱釀酿釣钓鈴铃鋒锋錄录錢钱錦锦鍋锅鏡镜鐘钟鑫鑫長长閱阅\
    險险隨随難难雙双離离韓韩項项順顺預预領领頭头頻频題题顧顾類类顯显飛飞駕驾駿骏驗验體体鮮鲜鴻鸿鵬鹏鹽盐點点黨党齒齿";

/// The simplified form of a letter where the table has one.
#[must_use]
pub fn script(letter: char) -> char {
    // Nothing below is in it, and most input is.
    if letter < '一' {
        return letter;
    }
    match PAIRS.binary_search_by_key(&letter, |(from, _)| *from) {
        Ok(at) => PAIRS.get(at).map_or(letter, |(_, to)| *to),
        Err(_) => letter,
    }
}

/// The table in order of its traditional letters.
static PAIRS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let mut letters = SCRIPTS.chars();
    let mut pairs = Vec::new();
    while let (Some(from), Some(to)) = (letters.next(), letters.next()) {
        pairs.push((from, to));
    }
    pairs.sort_unstable();
    pairs
});

/// One width, one case, one script; everything else stays.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        let narrow = match letter {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
            '\u{3000}' => ' ',
            other => script(other),
        };
        folded.extend(narrow.to_lowercase());
    }
    folded
}

/// Legal forms: they say nothing of who it is. A branch 分公司 and a number 二店 do, and stay.
const FORMS: [&str; 8] =
    ["股份有限公司", "有限责任公司", "有限公司", "incorporated", "coltd", "corporation", "limited", "gmbh"];

/// A name as it is meant. Two names that are plainly the same are two spellings of one.
#[must_use]
pub fn plain(name: &str) -> String {
    let mut plain: String = fold(name).chars().filter(|letter| letter.is_alphanumeric()).collect();
    for form in FORMS {
        // Where nothing else is left, the form is the name.
        if plain.len() > form.len() {
            plain = plain.replace(form, "");
        }
    }
    plain
}

/// The numbers in a plain name, 一 to 十 too: 一店 and 二店 are two shops however much else is the same.
pub(super) fn numbers(plain: &str) -> String {
    let mut found = String::new();
    let mut apart = true;
    for letter in plain.chars() {
        let digit = match letter {
            '一' | '壹' => '1',
            '二' | '贰' => '2',
            '三' | '叁' => '3',
            '四' => '4',
            '五' => '5',
            '六' => '6',
            '七' => '7',
            '八' => '8',
            '九' => '9',
            '十' => 'X',
            other if other.is_ascii_digit() => other,
            _ => {
                apart = true;
                continue;
            }
        };
        if apart && !found.is_empty() {
            found.push(' ');
        }
        apart = false;
        found.push(digit);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_of_one_name_are_the_same() {
        for (one, other) in [
            ("浙北仁和医院", "浙北　仁和醫院"),
            ("杭州（甲）贸易有限公司", "杭州甲貿易股份有限公司"),
            ("ＡＢＣ Trading Co., Ltd.", "abc trading"),
            ("甲公司·杭州分公司", "甲公司 杭州分公司"),
        ] {
            assert_eq!(plain(one), plain(other), "{one} {other}");
        }
        for (one, other) in [
            ("甲公司", "甲公司杭州分公司"),
            ("便民超市一店", "便民超市二店"),
            ("仁和医院", "仁爱医院"),
            ("有限公司", ""),
        ] {
            assert_ne!(plain(one), plain(other), "{one} {other}");
        }
    }

    #[test]
    fn numbers_are_read_in_either_writing() {
        for (name, wanted) in [("便民超市一店", "1"), ("便民超市1店", "1"), ("3号楼12层", "3 12"), ("仁和", "")]
        {
            assert_eq!(numbers(name), wanted, "{name}");
        }
    }

    #[test]
    fn the_table_is_of_pairs_and_leads_nowhere_twice() {
        assert_eq!(SCRIPTS.chars().count() % 2, 0);
        let letters: Vec<char> = SCRIPTS.chars().collect();
        for pair in letters.chunks(2) {
            assert_eq!(script(pair[1]), pair[1], "{pair:?}");
        }
    }
}
