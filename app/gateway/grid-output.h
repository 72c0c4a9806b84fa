/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the verbs of `lamplighterd grid` have in common: how they take a region and a form of output, and how they
 * write the three forms. Main thread only. Keys and columns are in data/grid.md; they stay as they are.
 */
#pragma once

#include "grid/trace.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_OUTPUT_TEXT, /* for people, translated */
  LAMP_OUTPUT_CSV,  /* RFC 4180, with a heading */
  LAMP_OUTPUT_JSON, /* one object */
} LampOutputForm;

/* The verbs: argv[0] is the verb; the exit code comes back (subcommands.h). */
int lamp_grid_exposure_command (int argc, char **argv);
int lamp_grid_isolate_command (int argc, char **argv);
int lamp_grid_loads_command (int argc, char **argv);
int lamp_grid_trace_command (int argc, char **argv);

/* --- for them --- */

/* The options all have. */
typedef struct
{
  gboolean csv, json;
  char   **open, **close; /* ids; off the normal state */
} LampGridOptions;

/* Reads `entries` and the common options, and asks for `n_names` names (region and elements) beside them; `wanted` says
 * which in a sentence, for who gives too few. FALSE: it has said what is wrong, and the exit code is LAMP_EXIT_USAGE. Free the options then too. */
gboolean lamp_grid_options_parse (LampGridOptions    *options,
                                  const char         *verb,
                                  const char         *arguments,
                                  const char         *summary,
                                  const GOptionEntry *entries,
                                  int                 n_names,
                                  const char         *wanted,
                                  int                *argc,
                                  char             ***argv);
void     lamp_grid_options_clear (LampGridOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LampGridOptions, lamp_grid_options_clear)

LampOutputForm lamp_grid_options_form (const LampGridOptions *options);

/* The region in the state the options say. NULL: it has said why not, and the exit code is LAMP_EXIT_FAILED. */
LampEnergisation *lamp_grid_open (const LampGridOptions *options, const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* By its id, else by its name when only one is called that. LAMP_NONE: it has said why not. */
guint32 lamp_grid_find (const LampEnergisation *state, const char *id);

/* A number without needless zeros, at most three decimals, whatever the locale. */
void lamp_output_number (GString *out, double number);
/* `"key": ` and what follows; `more` puts ", " before. */
void lamp_output_key (GString *out, gboolean more, const char *key);
void lamp_output_text (GString *out, gboolean more, const char *key, const char *text);
void lamp_output_count (GString *out, gboolean more, const char *key, guint64 count);
void lamp_output_real (GString *out, gboolean more, const char *key, double number);
/* The content hash of a region; empty when the file is not the one any more that was loaded. */
void lamp_output_hash (GString *out, const LampNetwork *network, const char *path);
/* The members every JSON answer begins with: region, name, hash. */
void lamp_output_region (GString *out, const LampNetwork *network, const char *path);
/* An array of element or site ids. */
void lamp_output_elements (GString *out, const LampNetwork *network, const guint32 *elements, guint n);
void lamp_output_sites (GString *out, const LampNetwork *network, const guint32 *sites, guint n);

/* "open" or "closed", in the normal state. */
const char *lamp_output_normal_state (const LampNetwork *network, guint32 element);
/* Its kind as files and programs have it; and translated, for people, in lower case. */
const char *lamp_output_kind (const LampNetwork *network, guint32 element);
const char *lamp_output_kind_word (const LampNetwork *network, guint32 element);
/* What people call it, with its id behind where that does not say it: `sw1 (7CBC54BB-…)`. The caller owns it. */
char *lamp_output_dup_called (const LampNetwork *network, guint32 element);
/* What an import took a layer or class for (LampImportLayerReport.becomes), translated, in lower case. */
const char *lamp_output_role_word (const char *becomes);

G_END_DECLS
