//! Two that may be one, drawn without a server: the page shows them only after a file was sent.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use shared::customer::{Likeness, NameLikeness};
use shared::rest::{Decided, Pair, Side};

use super::keep;
use crate::i18n::{LANGUAGE, Language};
use crate::pages::finance::import::Pairs;

fn pairs() -> Vec<Pair> {
    let side = |key: &str, external: Option<&str>, name: &str, address: Option<&str>, phone: Option<&str>| Side {
        key: key.into(),
        external: external.map(Into::into),
        name: name.into(),
        address: address.map(Into::into),
        phone: phone.map(Into::into),
    };
    vec![
        Pair {
            line: side("17", Some("KH-0231"), "浙北仁和醫院有限公司", Some("杭州市西湖区文三路1号门诊楼"), None),
            other: side("3", Some("KH-0007"), "浙北仁和医院", Some("文三路1号"), Some("0571-87654321")),
            why: Likeness { name: Some(NameLikeness::Same), phone: false, distance: Some(46.0) },
            decided: None,
        },
        Pair {
            line: side("42", Some("KH-0310"), "钱江康复", None, Some("13800001234")),
            other: side(
                "0190163d-8694-739b-aea5-966c26f8ad92",
                None,
                "钱江康复中心",
                Some("滨江区江南大道"),
                Some("138-0000-1234"),
            ),
            why: Likeness { name: Some(NameLikeness::Alike), phone: true, distance: None },
            decided: None,
        },
    ]
}

#[component]
fn Sample(language: Language) -> Element {
    use_hook(|| *LANGUAGE.write() = language);
    let decided = use_signal(|| BTreeMap::from([("17:3".to_owned(), Decided::Same)]));
    rsx! {
        style { dangerous_inner_html: crate::ui::style::CSS }
        main { class: "desk", div { class: "pg", div { class: "form-col",
            Pairs { pairs: pairs(), decided, busy: false, onsubmit: move |()| {} }
        } } }
    }
}

#[test]
fn both_sides_of_a_pair_are_told_and_nothing_goes_before_all_are_decided() {
    for language in Language::ALL {
        let mut dom = VirtualDom::new_with_props(Sample, SampleProps { language });
        dom.rebuild_in_place();
        let html = dioxus_ssr::render(&dom);
        keep("pairs", language, &html);
        assert!(!html.contains('⟨'), "{language}: a text is missing: {html}");
        for text in ["浙北仁和醫院有限公司", "文三路1号", "KH-0231", "138-0000-1234"] {
            assert!(html.contains(text), "{language} does not show {text}: {html}");
        }
        let submit = html.split("<button").find(|part| part.contains("pairs-submit")).unwrap();
        assert!(submit.contains("disabled"), "{language}: one is not decided: {submit}");
    }
}
