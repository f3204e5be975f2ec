//! What is worth saying about a file that can be imported.

use std::collections::BTreeMap;

use crate::catalogue::sentence::accuracy_label;
use crate::catalogue::{Attribute, PositionAccuracy, uscc};
use crate::language::{Bilingual, Message};

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $code:literal;)*) => {
        /// The kind of a finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum FindingCode { $($(#[$doc])* $variant,)* }

        impl FindingCode {
            /// All kinds.
            pub const ALL: &[FindingCode] = &[$(FindingCode::$variant,)*];

            /// The word in JSON.
            pub fn code(self) -> &'static str {
                match self { $(FindingCode::$variant => $code,)* }
            }

            /// Id of the message that names the kind in a few words.
            pub fn label(self) -> &'static str {
                match self { $(FindingCode::$variant => concat!("import-kind-", $code),)* }
            }

            fn message_id(self) -> &'static str {
                match self { $(FindingCode::$variant => concat!("import-finding-", $code),)* }
            }
        }
    };
}

codes! {
    /// No company name: the row is refused.
    NoName "no-name";
    /// What stands for the name says none: refused.
    NotAName "not-a-name";
    /// The row is the same company as an earlier one of the file: refused.
    DuplicateInFile "duplicate-in-file";
    /// A row that sums up others: refused.
    TotalRow "total-row";
    /// A note below or between the rows: refused.
    NoteRow "note-row";
    /// The header once more: refused.
    RepeatedHeader "repeated-header";
    /// Perhaps the same company as one of the catalogue; taken as another unless the user says it is.
    PossibleDuplicate "possible-duplicate";
    /// Credit code and name belong to two companies of the catalogue; the code was followed.
    CodeNameConflict "code-name-conflict";
    /// A credit code of the wrong length; not taken.
    UsccLength "uscc-length";
    /// A character no credit code has; not taken.
    UsccCharacter "uscc-character";
    /// The check digit is wrong; not taken.
    UsccCheckDigit "uscc-check-digit";
    /// A spreadsheet made a rounded number of the credit code; not taken.
    FloatCode "float-code";
    /// The credit code was issued in another district than the row says.
    UsccDistrict "uscc-district";
    /// No district of the map has this name or code.
    UnknownDistrict "unknown-district";
    /// A district that no longer exists, taken as its successor.
    HistoricDistrict "historic-district";
    /// An address in a district that no longer exists.
    FormerInAddress "former-in-address";
    /// An address in another city.
    AddressElsewhere "address-elsewhere";
    /// The district was taken from the address.
    DistrictFromAddress "district-from-address";
    /// The district was taken from the position.
    DistrictFromPosition "district-from-position";
    /// Not a date.
    BadDate "bad-date";
    /// A founding date that is not yet come; not taken.
    FutureDate "future-date";
    /// Not an amount of money in CNY.
    BadCapital "bad-capital";
    /// An amount so large that its unit is probably another; taken.
    ImplausibleCapital "implausible-capital";
    /// The unit of amounts was taken from a note above the table.
    UnitFromNote "unit-from-note";
    /// Nothing says the unit of amounts; they were taken to be in 万元.
    UnitAssumed "unit-assumed";
    /// An amount in another currency; not taken.
    ForeignCurrency "foreign-currency";
    /// A cell of a formula that failed, such as `#REF!`; taken as empty.
    FormulaError "formula-error";
    /// A formula whose value the file does not hold; taken as empty.
    FormulaNotComputed "formula-not-computed";
    /// Not a number of people.
    BadEmployees "bad-employees";
    /// A range of people, or a number of which there are more; the lower end was taken.
    EmployeesRange "employees-range";
    /// A track the taxonomy does not know.
    UnknownTrack "unknown-track";
    /// A word that was taken for a track of another name.
    TrackSynonym "track-synonym";
    /// Not a word for this field.
    UnknownWord "unknown-word";
    /// A coordinate that is not a number, or only one of the two.
    BadCoordinate "bad-coordinate";
    /// Longitude and latitude were swapped, and were put right.
    SwappedCoordinates "swapped-coordinates";
    /// Metres of Web Mercator, converted to degrees.
    Mercator "mercator";
    /// Not a place on the earth, or 0, 0.
    CoordinateRange "coordinate-range";
    /// The position was taken from the address.
    PlacedByAddress "placed-by-address";
    /// The position is outside every district of the map.
    OutsideMap "outside-map";
    /// The position is in another district than the row says.
    OtherDistrict "other-district";
    /// The company moves to another district and keeps an address in the old one.
    AddressDistrict "address-district";
    /// More cells than the header has columns.
    ExtraCells "extra-cells";
    /// A column nobody knows.
    UnknownColumn "unknown-column";
    /// A column without a header that holds something; not taken.
    UnnamedColumn "unnamed-column";
    /// A second column for a field that has one.
    SecondColumn "second-column";
    /// Other sheets of the workbook hold companies, too; they were not read.
    OtherSheets "other-sheets";
    /// The datum cannot be told from the data; WGS 84 was taken.
    DatumUnknown "datum-unknown";
    /// Positions were converted from another datum.
    DatumConverted "datum-converted";
    /// The file states the datum of its positions; it was taken.
    DatumStated "datum-stated";
    /// The file states a datum and the data tell another; the stated one was taken.
    DatumContradicted "datum-contradicted";
}

impl FindingCode {
    /// Whether somebody has to decide before what is imported can be relied on.
    pub fn wants_decision(self) -> bool {
        use FindingCode::{DatumContradicted, DatumUnknown, OtherSheets, UnitAssumed};
        matches!(self, DatumUnknown | DatumContradicted | OtherSheets | UnitAssumed)
    }

    /// Whether the row cannot be imported.
    pub fn is_fatal(self) -> bool {
        use FindingCode::{DuplicateInFile, NoName, NotAName, NoteRow, RepeatedHeader, TotalRow};
        matches!(self, NoName | NotAName | DuplicateInFile | TotalRow | NoteRow | RepeatedHeader)
    }
}

/// One thing worth saying about a row, a column or the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Line in the file, from 1; 0 where it is about the whole file.
    pub row: usize,
    /// The field, where it is about one.
    pub field: Option<Attribute>,
    /// The kind.
    pub code: FindingCode,
    /// The value found, or what it is about.
    pub value: Bilingual,
    /// What was expected or taken instead; may be empty.
    pub other: Bilingual,
}

impl Finding {
    /// A finding about a value.
    pub fn new(row: usize, field: Option<Attribute>, code: FindingCode, value: impl Into<Bilingual>) -> Finding {
        Finding { row, field, code, value: value.into(), other: Bilingual::default() }
    }

    /// With what was expected or taken instead.
    #[must_use]
    pub fn with(mut self, other: impl Into<Bilingual>) -> Finding {
        self.other = other.into();
        self
    }

    /// What the cell could be instead, where that can be told.
    pub fn proposed(&self) -> Option<String> {
        match self.code {
            // Letters no code has, for the digits they are mistaken for (GB 32100-2015, clause 5).
            FindingCode::UsccCharacter => {
                let fixed: String = uscc::normalized(&self.value.zh)
                    .chars()
                    .map(|c| match c {
                        'O' => '0',
                        'I' => '1',
                        'Z' => '2',
                        'S' => '5',
                        'V' => 'Y',
                        c => c,
                    })
                    .collect();
                uscc::check(&fixed).is_ok().then_some(fixed)
            }
            FindingCode::UsccCheckDigit => {
                let head: String = uscc::normalized(&self.value.zh).chars().take(17).collect();
                Some(format!("{head}{}", self.other.zh))
            }
            FindingCode::OtherDistrict | FindingCode::AddressDistrict | FindingCode::HistoricDistrict => {
                Some(self.other.zh.clone())
            }
            _ => None,
        }
    }

    /// The finding as a sentence; its hint says what to do.
    pub fn message(&self) -> Message {
        let message = Message::new(self.code.message_id()).with("other", &self.other);
        match PositionAccuracy::from_code(&self.value.zh).filter(|_| self.code == FindingCode::PlacedByAddress) {
            Some(accuracy) => message.with("value", Message::new(accuracy_label(accuracy))),
            None => message.with("value", &self.value),
        }
    }
}

/// Findings of a file: how many of each kind, and the first ones themselves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    kept: Vec<Finding>,
    counts: BTreeMap<FindingCode, usize>,
}

/// Findings of one kind that are kept in full; the others are counted.
pub const MAX_KEPT: usize = 20_000;

impl Findings {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        let count = self.counts.entry(finding.code).or_default();
        *count += 1;
        if *count <= MAX_KEPT || finding.code.is_fatal() {
            self.kept.push(finding);
        }
    }

    /// The findings that are kept, in order.
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// How many there are of each kind.
    pub fn counts(&self) -> &BTreeMap<FindingCode, usize> {
        &self.counts
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.counts.values().sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }
}

impl Extend<Finding> for Findings {
    fn extend<T: IntoIterator<Item = Finding>>(&mut self, findings: T) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }
}
