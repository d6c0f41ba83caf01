//! Tera with the theme's templates: the site's own before the built-in ones.

use std::collections::BTreeMap;

use tera::{Context, Kwargs, State, Tera};

use crate::diagnostic::direction;
use crate::theme::Theme;

/// Prefix under which a site's template reaches the built-in one that it replaces.
const BUILT_IN: &str = "default/";

/// Compiled templates.
pub(super) struct Engine {
    tera: Tera,
}

impl Engine {
    /// Compiles the theme's templates; `assets` gives each static file's path in the site, `globals` what every
    /// template sees.
    pub(super) fn new(
        theme: &Theme,
        assets: BTreeMap<String, String>,
        globals: Context,
    ) -> anyhow::Result<Self> {
        let mut tera = Tera::new();
        let prefixes = [theme.site_prefix.clone(), BUILT_IN.to_owned()];
        tera.set_fallback_prefixes(prefixes.into_iter().filter(|prefix| !prefix.is_empty()))?;
        tera.register_function("asset", move |arguments: Kwargs, _: &State| -> tera::TeraResult<String> {
            let name: String = arguments.must_get("name")?;
            let path = assets.get(&name).cloned();
            path.ok_or_else(|| tera::Error::message(format!("the theme has no static file `{name}`")))
        });
        tera.set_escape_fn(|text, out| tera::escape_html(&direction::marked(text), out));
        *tera.global_context() = globals;
        let built_in = theme.built_in.iter().map(|(name, text)| (format!("{BUILT_IN}{name}"), text));
        let own = theme.site.iter().map(|(name, text)| (format!("{}{name}", theme.site_prefix), text));
        tera.add_raw_templates(built_in.chain(own))
            .map_err(|error| anyhow::anyhow!("a template of the theme is wrong\n{}", report(&error)))?;
        Ok(Self { tera })
    }

    /// Fills a template.
    pub(super) fn render(&self, template: &str, model: &impl serde::Serialize) -> anyhow::Result<Vec<u8>> {
        let context = Context::from_serialize(model)?;
        let mut out = Vec::with_capacity(16 * 1024);
        self.tera.render_to(template, &context, &mut out).map_err(|error| anyhow::anyhow!(report(&error)))?;
        Ok(out)
    }
}

/// Tera's report of a mistake without its leading `error: `, which `main` prints before any error.
fn report(error: &tera::Error) -> String {
    let report = error.to_string();
    report.strip_prefix("error: ").map_or(report.clone(), str::to_owned)
}
