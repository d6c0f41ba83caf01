//! `whybook schema`: prints a JSON Schema.

use std::io::{self, Write as _};
use std::process::ExitCode;

use whybook::classify::taxonomy::Taxonomy;
use whybook::config::{self, Config};
use whybook::postmortem::schema::{self, SiteNames};

use crate::cli::{SchemaArgs, SchemaOf};

/// Prints it.
///
/// # Errors
/// If the configuration or the taxonomy cannot be read.
pub(crate) fn run(args: &SchemaArgs) -> anyhow::Result<ExitCode> {
    let text = match args.of {
        SchemaOf::FrontMatter => {
            let config = super::config(args.config.as_deref())?;
            let (taxonomy, _) = super::taxonomy(&config)?;
            front_matter(&config, &taxonomy)
        }
        SchemaOf::Config => of_config(),
        SchemaOf::Record => text(&schema::record()),
    };
    super::ignore_broken_pipe(io::stdout().write_all(text.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}

/// The schema of the front matter of a site.
pub(super) fn front_matter(config: &Config, taxonomy: &Taxonomy) -> String {
    let causes = taxonomy.causes.iter().map(|cause| (cause.id.as_str(), cause.definition.as_str()));
    let services = config.services.names().collect();
    text(&schema::front_matter(&SiteNames { causes: causes.collect(), services }))
}

/// The schema of whybook.toml.
pub(super) fn of_config() -> String {
    text(&config::schema())
}

fn text(schema: &serde_json::Value) -> String {
    format!("{schema:#}\n")
}
