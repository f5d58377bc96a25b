//! The mark, drawn once as lines and written as SVG and PNG: tally strokes that a day's way crosses, and the place it leads to.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result};
use tiny_skia::{Color, FillRule, LineCap, Paint, PathBuilder, Pixmap, Rect, Stroke, Transform};

use crate::{Bundle, step};

/// The drawing's side; everything below is in its units.
const SIDE: f32 = 36.0;
const CORNER: f32 = 9.0;
const STROKE: f32 = 2.4;
/// Visits, and the stroke that closes the count.
const LINES: [[f32; 4]; 4] =
    [[10.0, 10.0, 10.0, 23.0], [15.0, 10.0, 15.0, 23.0], [20.0, 10.0, 20.0, 23.0], [6.5, 20.5, 24.5, 12.0]];
const PLACE: [f32; 3] = [27.0, 25.5, 2.8];
/// `--accent` and `--on-accent` of the light theme.
const GROUND: [u8; 3] = [0x1e, 0x5b, 0xd0];
const INK: [u8; 3] = [0xff, 0xff, 0xff];

/// Android cuts a maskable icon to a circle of four fifths, which the drawing fills; iOS rounds the corners itself.
const DRAWN: [(&str, u32, Shape); 4] = [
    ("mark-192.png", 192, Shape::Rounded),
    ("mark-512.png", 512, Shape::Rounded),
    ("maskable-512.png", 512, Shape::Full { scale: 0.9 }),
    ("apple-touch-180.png", 180, Shape::Full { scale: 1.0 }),
];

#[derive(Debug, Clone, Copy)]
enum Shape {
    /// With round corners and transparent outside.
    Rounded,
    /// To the edge, the drawing scaled about the middle.
    Full { scale: f32 },
}

/// Writes all icons.
pub fn draw(bundle: &Bundle) -> Result<()> {
    step("drawing the icons");
    let folder = bundle.stage.join("icons");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("mark.svg"), svg()?)?;
    for (name, side, shape) in DRAWN {
        fs::write(folder.join(name), png(side, shape)?)?;
    }
    Ok(())
}

fn svg() -> Result<String> {
    let [red, green, blue] = GROUND;
    let ground = format!("#{red:02x}{green:02x}{blue:02x}");
    let mut lines = String::new();
    for [x1, y1, x2, y2] in LINES {
        write!(lines, "M{x1} {y1}L{x2} {y2}")?;
    }
    let [x, y, radius] = PLACE;
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}"><rect width="{SIDE}" height="{SIDE}" rx="{CORNER}" fill="{ground}"/><path d="{lines}" fill="none" stroke="#fff" stroke-width="{STROKE}" stroke-linecap="round"/><circle cx="{x}" cy="{y}" r="{radius}" fill="#fff"/></svg>"##
    ))
}

fn png(side: u32, shape: Shape) -> Result<Vec<u8>> {
    let mut picture = Pixmap::new(side, side).context("an icon has a size")?;
    let unit = side as f32 / SIDE;
    let whole = Transform::from_scale(unit, unit);
    let drawing = match shape {
        Shape::Rounded => {
            picture.fill_path(
                &rounded().context("the ground is a shape")?,
                &paint(GROUND),
                FillRule::Winding,
                whole,
                None,
            );
            whole
        }
        Shape::Full { scale } => {
            let [red, green, blue] = GROUND;
            picture.fill(Color::from_rgba8(red, green, blue, 0xff));
            let margin = SIDE * (1.0 - scale) / 2.0;
            whole.pre_translate(margin, margin).pre_scale(scale, scale)
        }
    };
    let mut lines = PathBuilder::new();
    for [x1, y1, x2, y2] in LINES {
        lines.move_to(x1, y1);
        lines.line_to(x2, y2);
    }
    let stroke = Stroke { width: STROKE, line_cap: LineCap::Round, ..Stroke::default() };
    picture.stroke_path(&lines.finish().context("the strokes are a shape")?, &paint(INK), &stroke, drawing, None);
    let [x, y, radius] = PLACE;
    let place = PathBuilder::from_circle(x, y, radius).context("the place is a circle")?;
    picture.fill_path(&place, &paint(INK), FillRule::Winding, drawing, None);
    Ok(picture.encode_png()?)
}

fn paint([red, green, blue]: [u8; 3]) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 0xff);
    paint
}

/// A square with round corners, as two bars and four circles.
fn rounded() -> Option<tiny_skia::Path> {
    let (near, far) = (CORNER, SIDE - CORNER);
    let mut shape = PathBuilder::new();
    shape.push_rect(Rect::from_ltrb(0.0, near, SIDE, far)?);
    shape.push_rect(Rect::from_ltrb(near, 0.0, far, SIDE)?);
    for x in [near, far] {
        for y in [near, far] {
            shape.push_circle(x, y, CORNER);
        }
    }
    shape.finish()
}
