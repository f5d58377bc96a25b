//! 记费用: camera first, then what the receipt says.

use dioxus::prelude::*;
use shared::doc::journal::Expense as Claim;
use shared::id::CustomerId;
use shared::num::{Currency, Money};

use crate::hooks::{use_act, use_record_id};
use crate::platform::photo;
use crate::record::{PhotoBytes, What};
use crate::route::Route;
use crate::state::{today, use_state};
use crate::t;
use crate::ui::face::Trouble;
use crate::ui::field::{DateField, Pills, TextField, filled};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::photo::PhotoPicker;
use crate::ui::pick_customer::{CustomerField, Picked};
use crate::ui::top::Top;
use crate::view::{Answer, Ask};

#[component]
pub fn Expense(customer: String) -> Element {
    let customer: Option<CustomerId> = customer.parse().ok();
    let back = customer.map_or(Route::Today {}, |id| Route::Customer { id });
    rsx! {
        main { class: "phone", "data-testid": "page-expense",
            Top { title: t!("expense-new"), back: back.clone() }
            Form { customer, back }
        }
    }
}

/// An amount as people type it: full-width digits, separators and the sign of the currency are no reason to refuse it.
fn typed_amount(text: &str, currency: Currency) -> Option<Money> {
    let plain: String = text
        .chars()
        .filter_map(|c| match c {
            '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
            '．' | '。' => Some('.'),
            ',' | '，' | '¥' | '￥' | ' ' | '元' => None,
            other => Some(other),
        })
        .collect();
    Money::parse(plain.trim_end_matches('.'), currency).ok().filter(|money| money.amount() > shared::num::Decimal::ZERO)
}

#[component]
fn Form(customer: Option<CustomerId>, back: Route) -> Element {
    let state = use_state();
    let go = use_navigator();
    let id = use_record_id();
    let act = use_act();
    let currency = state.company().map_or(Currency::CNY, |company| company.currency);
    let photos = use_signal(Vec::<PhotoBytes>::new);
    let category = use_signal(|| None::<String>);
    let amount = use_signal(String::new);
    let note = use_signal(String::new);
    let mut of = use_signal(|| customer.map(|id| Picked { id, name: String::new() }));
    // The address names the customer by his id.
    use_future(move || async move {
        let Some(id) = customer else { return };
        if let Ok(Answer::Customer(page)) = state.ask(Ask::Customer { id, now: state.now() }).await {
            of.set(Some(Picked::from(&page.row)));
        }
    });
    let date = use_signal(|| today(state).to_string());
    let mut pressed = use_signal(|| false);
    let money = typed_amount(&amount.read(), currency);
    let complain = |bad: bool, words: String| (pressed() && bad).then_some(words);
    let submit = move |_| {
        pressed.set(true);
        let (Some(money), Some(category), Ok(day)) = (money, category.peek().clone(), date.peek().parse()) else {
            return;
        };
        let pictures = photos.peek().clone();
        let what = What::Expense(Claim {
            category,
            money,
            date: day,
            customer: of.peek().as_ref().map(|picked| picked.id),
            opportunity: None,
            visit: None,
            note: filled(note),
            photos: pictures.iter().map(photo::name).collect(),
        });
        let back = back.clone();
        act.run(state.record(id, what, pictures), move |state, ()| {
            state.toast(t!("saved-here"));
            go.replace(back);
        });
    };
    rsx! {
        div { class: "body",
            section { class: "card pad stack",
                PhotoPicker { photos, testid: "expense-photo", hint: t!("expense-photo-hint") }
                TextField { label: t!("expense-amount", currency = currency.to_string()), value: amount, testid: "expense-amount", inputmode: "decimal", placeholder: "0.00", error: complain(money.is_none(), t!("expense-amount-wrong")) }
                Pills { label: t!("expense-category"), choices: state.choices().expense_categories, chosen: category, testid: "expense-category", may_be_none: false, error: complain(category.read().is_none(), t!("expense-category-wrong")) }
                DateField { label: t!("expense-date"), value: date, today: today(state), testid: "expense-date", error: complain(date.read().parse::<shared::period::BusinessDay>().is_err(), t!("date-wrong")) }
                CustomerField { label: t!("expense-customer"), value: of, testid: "expense-customer", none: t!("expense-no-customer") }
                TextField { label: t!("note"), value: note, testid: "expense-note", placeholder: t!("expense-note-hint") }
            }
            p { class: "xs muted", {t!("expense-policy")} }
            Trouble { failure: act.failure.read().clone() }
        }
        div { class: "dock",
            button { class: "btn primary action", r#type: "button", "data-testid": "expense-submit", disabled: *act.busy.read(), onclick: submit,
                Icon { glyph: Glyph::Check, class: "i-24" }
                {t!("expense-submit")}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_taken_as_people_type_it() {
        for (typed, amount) in [
            ("480", "480.00"),
            ("1,280.5", "1280.50"),
            ("¥ 96.00", "96.00"),
            ("４８０．５元", "480.50"),
            ("12.", "12.00"),
        ] {
            assert_eq!(typed_amount(typed, Currency::CNY).unwrap().amount().to_string(), amount, "{typed}");
        }
        for bad in ["", "0", "-5", "1.234", "abc", "1.2.3"] {
            assert!(typed_amount(bad, Currency::CNY).is_none(), "{bad}");
        }
    }
}
