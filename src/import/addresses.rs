//! Addresses that name no district of the map: one that is no more, or another city.

use super::values::Words;
use crate::catalogue::name;
use crate::geography::{Adcode, FormerDistrict};

/// An address as it is compared: normalised and simplified.
pub fn as_compared(address: &str) -> String {
    name::simplified(&name::normalized(address))
}

impl Words {
    /// The district that is no more which an address begins with, after the city's name: what it is called in full, and
    /// the district it belongs to now. The address is `as_compared`.
    pub fn former_in_address(&self, address: &str) -> Option<(String, Adcode)> {
        let plain = self.without_city(address);
        let full = |f: &FormerDistrict| if f.name.ends_with('县') { f.name.clone() } else { format!("{}区", f.name) };
        let named = self.former.iter().filter(|f| plain.starts_with(f.name.as_str()));
        let mut named = named.map(|f| (full(f), f.now)).filter(|(full, _)| plain.starts_with(full.as_str()));
        named.find(|(_, now)| self.codes.contains(now))
    }

    /// Whether an address begins with the city and one of its districts, as most do: it names neither a district that
    /// is no more nor another city.
    pub fn is_in_a_district(&self, address: &str) -> bool {
        let rest = self.city.iter().find_map(|c| address.strip_prefix(c.as_str()).filter(|_| !c.is_empty()));
        rest.is_some_and(|rest| self.district_at(rest))
    }

    /// The province or city an address begins with, such as 江苏省 or 深圳市, if it is another one: the address does not
    /// name the city of the map. A 市 is one only before a part of a city: 中山市场路 is a street. It is `as_compared`.
    pub fn elsewhere_in_address(&self, address: &str) -> Option<String> {
        const PART_CHARS: usize = 7;
        let [city, _] = &self.city;
        if city.is_empty()
            || self.city.iter().any(|c| address.starts_with(c.as_str()))
            || address.contains(city.as_str())
        {
            return None;
        }
        let at = address.find(['省', '市'])?;
        let (head, rest) = (&address[..at], &address[at..]);
        let rank = rest.chars().next()?;
        let is_name =
            (2..=4).contains(&head.chars().count()) && !head.contains(['区', '县', '路', '街', '镇', '号', '弄']);
        let parts: &[char] = if rank == '省' { &['市', '县', '州'] } else { &['区', '县', '镇', '市'] };
        let has_part = rest.chars().skip(1).take(PART_CHARS).any(|c| parts.contains(&c));
        (is_name && has_part).then(|| format!("{head}{rank}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Taxonomy;
    use crate::geography::Pack;

    #[test]
    fn addresses_of_former_districts_and_of_other_cities_are_told() {
        let words = Words::new(&Pack::bundled(), &Taxonomy::bundled());
        for (address, name, now) in [
            ("上海市闸北区天目西路1号", "闸北区", 310_106),
            ("卢湾区淮海中路1号", "卢湾区", 310_101),
            ("上海 南市区中华路1号", "南市区", 310_101),
            ("上海市南汇区惠南镇", "南汇区", 310_115),
            ("上海市川沙縣張江鎮", "川沙县", 310_115),
            ("崇明县城桥镇", "崇明县", 310_151),
        ] {
            let address = &as_compared(address);
            assert_eq!(words.former_in_address(address), Some((name.to_owned(), Adcode(now))), "{address}");
            assert_eq!(words.elsewhere_in_address(address), None, "{address}");
        }
        for (address, city) in [
            ("江苏省苏州市工业园区1号", "江苏省"),
            ("深圳市南山区科技园", "深圳市"),
            ("北京市海淀区中关村大街1号", "北京市"),
            ("昆山市玉山镇1号", "昆山市"),
        ] {
            let address = &as_compared(address);
            assert_eq!(words.elsewhere_in_address(address).as_deref(), Some(city), "{address}");
            assert_eq!(words.former_in_address(address), None, "{address}");
        }
        for address in [
            "",
            "上海市静安区北京西路1号",
            "中国（上海）自由贸易试验区世纪大道1号",
            "闵行区都市路1号",
            "中山市场路1号",
            "浦东新区上海市场大厦",
            "闸北路1号",
            "静安区（原闸北区）天目西路",
        ] {
            let address = &as_compared(address);
            assert_eq!(
                (words.former_in_address(address), words.elsewhere_in_address(address)),
                (None, None),
                "{address}"
            );
        }
    }
}
