//! Writing SVG: elements, escaping, what names and describes a chart.

use std::fmt::{Display, Write};

use crate::diagnostic::direction;

/// An `<svg>` being written.
pub(super) struct Svg {
    id: String,
    markup: String,
}

/// Attributes and texts of the `<svg>` element.
pub(super) struct Frame<'t> {
    /// Unique in the page; names of parts begin with it.
    pub id: &'t str,
    /// What the chart is called.
    pub title: &'t str,
    /// What it shows, for those who do not see it.
    pub description: &'t str,
    /// Height in pixels.
    pub height: f64,
    /// Whether labels stand left of the plot.
    pub inset: bool,
    /// Whether parts of it are links.
    pub links: bool,
}

impl Svg {
    /// Opens a chart.
    pub(super) fn new(frame: &Frame<'_>) -> Self {
        let class = if frame.inset { "chart chart-inset" } else { "chart" };
        let role = if frame.links { "group" } else { "img" };
        let (id, height) = (escape(frame.id), frame.height);
        let mut markup = String::with_capacity(4096);
        let _ = write!(
            markup,
            "<svg class=\"{class}\" width=\"100%\" height=\"{height}\" overflow=\"visible\" role=\"{role}\" \
             aria-labelledby=\"{id}-title\" aria-describedby=\"{id}-desc\" xmlns=\"http://www.w3.org/2000/svg\">\
             <title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>",
            escape(frame.title),
            escape(frame.description),
        );
        Self { id, markup }
    }

    /// Closes it.
    pub(super) fn finish(mut self) -> String {
        self.markup.push_str("</svg>");
        self.markup
    }

    /// Markup written elsewhere.
    pub(super) fn raw(&mut self, markup: impl Display) -> &mut Self {
        let _ = write!(self.markup, "{markup}");
        self
    }

    /// Defines the hatching that [`Svg::hatched`] fills with.
    pub(super) fn define_hatching(&mut self) -> &mut Self {
        let id = self.id.clone();
        self.raw(format_args!(
            "<defs><pattern id=\"{id}-hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><rect class=\"chart-hatch-ground\" width=\"6\" height=\"6\"/>\
             <rect class=\"chart-hatch-line\" width=\"3\" height=\"6\"/></pattern></defs>"
        ))
    }

    /// A rectangle: `x` and `width` in percent, `y` and `height` in pixels, `title` as its tooltip.
    pub(super) fn bar(&mut self, class: &str, x: (f64, f64), y: (f64, f64), title: &str) -> &mut Self {
        self.rect(class, x, y, "", title)
    }

    /// The same, hatched.
    pub(super) fn hatched(&mut self, x: (f64, f64), y: (f64, f64), title: &str) -> &mut Self {
        let fill = format!(" fill=\"url(#{}-hatch)\"", self.id);
        self.rect("chart-bar-hatched", x, y, &fill, title)
    }

    fn rect(&mut self, class: &str, x: (f64, f64), y: (f64, f64), fill: &str, title: &str) -> &mut Self {
        let (left, width, top, height) = (num(x.0), num(x.1.max(0.0)), num(y.0), num(y.1.max(0.0)));
        self.raw(format_args!(
            "<rect class=\"{class}\" x=\"{left}%\" y=\"{top}\" width=\"{width}%\" height=\"{height}\"{fill}"
        ));
        match title {
            "" => self.raw("/>"),
            title => self.raw(format_args!("><title>{}</title></rect>", escape(title))),
        }
    }

    /// A line; horizontal places in percent.
    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) -> &mut Self {
        let (x1, y1, x2, y2) = (num(from.0), num(from.1), num(to.0), num(to.1));
        self.raw(format_args!("<line class=\"{class}\" x1=\"{x1}%\" y1=\"{y1}\" x2=\"{x2}%\" y2=\"{y2}\"/>"))
    }

    /// Text at a place; `anchor` is `start`, `middle` or `end`.
    pub(super) fn text(&mut self, class: &str, at: (f64, f64), anchor: &str, text: &str) -> &mut Self {
        let (x, y, text) = (num(at.0), num(at.1), escape(text));
        self.raw(format_args!(
            "<text class=\"{class}\" x=\"{x}%\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>"
        ))
    }

    /// Text left of the plot, in the room that an inset chart keeps free.
    pub(super) fn text_before(&mut self, y: f64, text: &str) -> &mut Self {
        let (y, text) = (num(y), escape(text));
        self.raw(format_args!(
            "<text class=\"chart-tick\" x=\"-6\" y=\"{y}\" text-anchor=\"end\">{text}</text>"
        ))
    }

    /// Opens a link around what follows, out of the tab order unless `tabbed`.
    pub(super) fn open_link(&mut self, href: &str, tabbed: bool) -> &mut Self {
        let tab = if tabbed { "" } else { " tabindex=\"-1\"" };
        self.raw(format_args!("<a href=\"{}\"{tab}>", escape(href)))
    }

    /// Closes it.
    pub(super) fn close_link(&mut self) -> &mut Self {
        self.raw("</a>")
    }
}

/// A number with at most two decimals and no needless zeros.
pub(super) fn num(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text for an element or an attribute. Control characters, which XML has no way to write, become U+FFFD.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in direction::marked(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\r' | '\t' => escaped.push(' '),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {
                escaped.push('\u{fffd}')
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}
