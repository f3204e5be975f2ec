//! JSON values of bounded size: a tree in memory takes fifteen times the bytes of a list of short numbers.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// What becomes of a value with more parts than there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// The rest is passed over.
    PassedOver,
    /// It is an error.
    Refused,
}

/// Reads a value with the room that is left, which it takes from.
pub struct Bounded<'r> {
    /// Values that may still be kept.
    pub room: &'r mut usize,
    /// What becomes of those beyond.
    pub beyond: Beyond,
}

impl Bounded<'_> {
    fn again(&mut self) -> Bounded<'_> {
        Bounded { room: self.room, beyond: self.beyond }
    }

    /// Takes the room of one value; whether there was any.
    fn take<E: Error>(&mut self) -> Result<bool, E> {
        match (self.room.checked_sub(1), self.beyond) {
            (Some(left), _) => {
                *self.room = left;
                Ok(true)
            }
            (None, Beyond::PassedOver) => Ok(false),
            (None, Beyond::Refused) => Err(E::custom("a feature with too many values")),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while self.take()? {
            match list.next_element_seed(self.again())? {
                Some(value) => values.push(value),
                None => return Ok(values.into()),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut object: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while self.take()? {
            let Some(key) = object.next_key::<String>()? else { return Ok(members.into()) };
            let value = object.next_value_seed(self.again())?;
            members.insert(key, value);
        }
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(members.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, mut room: usize, beyond: Beyond) -> Result<Value, serde_json::Error> {
        Bounded { room: &mut room, beyond }.deserialize(&mut serde_json::Deserializer::from_str(text))
    }

    #[test]
    fn small_values_are_whole_and_large_ones_end() {
        let text = r#"{"a":[1,-2,2.5,true,null,"x",{"b":[]}]}"#;
        let whole: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(read(text, 100, Beyond::Refused).expect("fits"), whole);
        assert!(read(text, 5, Beyond::Refused).is_err());
        let long = format!("[{}0]", "0,".repeat(1000));
        let kept = read(&long, 10, Beyond::PassedOver).expect("reads");
        assert_eq!(kept.as_array().map(Vec::len), Some(10));
    }
}
