use super::value::{ToValue, Value};

/// The values of a statement, in order: a tuple, an array, or what [`params!`] makes.
pub trait Params {
    fn with<T>(&self, run: impl FnOnce(&[Value<'_>]) -> T) -> T;
}

impl Params for () {
    fn with<T>(&self, run: impl FnOnce(&[Value<'_>]) -> T) -> T {
        run(&[])
    }
}

impl<P: ToValue, const N: usize> Params for [P; N] {
    fn with<T>(&self, run: impl FnOnce(&[Value<'_>]) -> T) -> T {
        run(&self.each_ref().map(ToValue::to_value))
    }
}

impl Params for &[&dyn ToValue] {
    fn with<T>(&self, run: impl FnOnce(&[Value<'_>]) -> T) -> T {
        run(&self.iter().map(|value| value.to_value()).collect::<Vec<_>>())
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: ToValue),*> Params for ($($name,)*) {
            #[expect(non_snake_case, reason = "a type and its value share a letter")]
            fn with<Answer>(&self, run: impl FnOnce(&[Value<'_>]) -> Answer) -> Answer {
                let ($($name,)*) = self;
                run(&[$($name.to_value()),*])
            }
        }
    };
}
tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);
tuples!(A B C D E F G H I J K L M);

/// Values of any kinds in a row.
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$(&$value as &dyn $crate::store::db::ToValue),*] as &[&dyn $crate::store::db::ToValue]
    };
}
pub(crate) use params;
