//! A recorded track as the position of a phone: a GPX file, or a PLT file as Geolife has them. For tests and for trying
//! things out: the product records no track.

use std::cell::Cell;
use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use mobile::platform::position::{Fixing, NoFix, Position, Wish};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use shared::period::Instant;
use shared::place::{Fix, FixSource, Metres, Place};

use crate::browser::Browser;

/// Accuracy of a replayed fix, in metres: files seldom say.
const ACCURACY: f64 = 12.0;

/// Where somebody was, in order of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Track(Vec<(Instant, Place)>);

/// A while spent around one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Halt {
    pub from: Instant,
    pub to: Instant,
    /// The mean of its points.
    pub place: Place,
}

impl Track {
    fn new(points: Vec<(Instant, Place)>) -> Result<Self> {
        ensure!(!points.is_empty(), "a track without points");
        ensure!(points.is_sorted_by_key(|(at, _)| *at), "the points of a track are not in the order of their times");
        Ok(Self(points))
    }

    /// Track points (`trkpt`) with their times, of all tracks and segments of the file.
    pub fn gpx(text: &str) -> Result<Self> {
        let mut reader = Reader::from_str(text);
        let (mut points, mut place, mut in_time) = (Vec::new(), None, false);
        loop {
            match reader.read_event()? {
                Event::Start(tag) if tag.local_name().as_ref() == b"trkpt" => place = Some(place_of(&tag)?),
                Event::Start(tag) if tag.local_name().as_ref() == b"time" => in_time = true,
                Event::End(tag) if tag.local_name().as_ref() == b"time" => in_time = false,
                Event::End(tag) if tag.local_name().as_ref() == b"trkpt" => place = None,
                Event::Text(time) if in_time => {
                    if let Some(place) = place {
                        let time = time.decode()?;
                        points.push((time.trim().parse().with_context(|| format!("time {time}"))?, place));
                    }
                }
                Event::Eof => return Self::new(points),
                _ => {}
            }
        }
    }

    /// Lines `lat,lon,0,feet,days,date,time` in GMT after six lines of heading.
    pub fn plt(text: &str) -> Result<Self> {
        let point = |line: &str| -> Result<(Instant, Place)> {
            let fields: Vec<&str> = line.split(',').map(str::trim).collect();
            let [lat, lon, _, _, _, date, time] = fields[..] else { anyhow::bail!("not seven fields: {line}") };
            Ok((format!("{date}T{time}Z").parse()?, Place::new(lat.parse()?, lon.parse()?)?))
        };
        Self::new(text.lines().skip(6).filter(|line| !line.trim().is_empty()).map(point).collect::<Result<_>>()?)
    }

    #[must_use]
    pub fn points(&self) -> &[(Instant, Place)] {
        &self.0
    }

    pub fn places(&self) -> impl Iterator<Item = Place> {
        self.0.iter().map(|(_, place)| *place)
    }

    /// The last fix up to a moment.
    #[must_use]
    pub fn at(&self, now: Instant) -> Option<Fix> {
        let (at, place) = *self.0.iter().rev().find(|(at, _)| *at <= now)?;
        Some(Fix { place, accuracy: Some(ACCURACY), source: FixSource::Device, at, mock: false })
    }

    /// Where somebody stayed: all points within so many metres of the first one, for at least so long.
    #[must_use]
    pub fn halts(&self, within: Metres, at_least_ms: i64) -> Vec<Halt> {
        let (mut halts, mut rest) = (Vec::new(), self.0.as_slice());
        while let Some((from, first)) = rest.first().copied() {
            let count = rest.iter().take_while(|(_, place)| first.distance(*place) <= within).count();
            let here = &rest[..count];
            let to = here.last().map_or(from, |(at, _)| *at);
            if to.since(from) < at_least_ms {
                rest = &rest[1..];
                continue;
            }
            let mean = |of: fn(&Place) -> f64| here.iter().map(|(_, place)| of(place)).sum::<f64>() / count as f64;
            if let Ok(place) = Place::new(mean(|place| place.lat()), mean(|place| place.lon())) {
                halts.push(Halt { from, to, place });
            }
            rest = &rest[count..];
        }
        halts
    }

    /// Puts a browser where the track was at a moment.
    pub async fn stand(&self, browser: &Browser, origin: &str, now: Instant) -> Result<()> {
        let fix = self.at(now).context("the track begins later")?;
        browser.stand_at(origin, fix.place.lat(), fix.place.lon(), ACCURACY).await
    }
}

fn place_of(tag: &BytesStart<'_>) -> Result<Place> {
    let degrees = |name: &str| -> Result<f64> {
        let value = tag.try_get_attribute(name)?.with_context(|| format!("a point without {name}"))?;
        let text = std::str::from_utf8(&value.value)?;
        text.parse().with_context(|| format!("{name} {text}"))
    };
    Ok(Place::new(degrees("lat")?, degrees("lon")?)?)
}

/// A device that stands where the track was, by a clock that the test moves.
#[derive(Debug, Clone)]
pub struct Replay {
    track: Rc<Track>,
    pub now: Rc<Cell<Instant>>,
}

impl Replay {
    #[must_use]
    pub fn new(track: Track) -> Self {
        let begin = track.0.first().map_or(Instant::from_millis(0), |(at, _)| *at);
        Self { track: Rc::new(track), now: Rc::new(Cell::new(begin)) }
    }
}

impl Position for Replay {
    fn fix(&self, _: Wish) -> Fixing {
        let fix = self.track.at(self.now.get()).ok_or(NoFix::Unavailable);
        Box::pin(std::future::ready(fix))
    }
}
