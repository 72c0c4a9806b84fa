/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See grid-output.h.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/grid-output.h"
#include "gateway/subcommands.h"
#include "grid/region-hash.h"
#include "records/record.h"

gboolean
lamp_grid_options_parse (LampGridOptions    *options,
                         const char         *verb,
                         const char         *arguments,
                         const char         *summary,
                         const GOptionEntry *entries,
                         int                 n_names,
                         const char         *wanted,
                         int                *argc,
                         char             ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (arguments);
  g_autofree char   *command = g_strdup_printf ("grid %s", verb);
  g_autofree char   *usage = g_strdup_printf ("grid %s %s", verb, arguments);
  const GOptionEntry common[] = {
    { "open", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->open, N_ ("with this element open; may be given again"), N_ ("ID") },
    { "close", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->close, N_ ("with this element closed; may be given again"), N_ ("ID") },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &options->csv, N_ ("as CSV, with a heading"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, N_ ("as one JSON object"), NULL },
    { NULL },
  };

  g_option_context_set_summary (context, summary);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, LAMP_GETTEXT_PACKAGE);
  if (!lamp_command_parse (command, context, common, argc, argv))
    return FALSE;
  if (options->csv && options->json)
    lamp_command_fail_form ();
  else if (*argc > n_names + 1)
    lamp_command_fail_surplus ((*argv)[n_names + 1], usage);
  else if (*argc < n_names + 1)
    lamp_command_fail_usage (wanted);
  else
    return TRUE;
  return FALSE;
}

void
lamp_grid_options_clear (LampGridOptions *options)
{
  g_clear_pointer (&options->open, g_strfreev);
  g_clear_pointer (&options->close, g_strfreev);
}

LampOutputForm
lamp_grid_options_form (const LampGridOptions *options)
{
  if (options->json)
    return LAMP_OUTPUT_JSON;
  return options->csv ? LAMP_OUTPUT_CSV : LAMP_OUTPUT_TEXT;
}

guint32
lamp_grid_find (const LampEnergisation *state, const char *id)
{
  const LampNetwork *network = lamp_energisation_get_network (state);
  guint32            element = lamp_network_find_element (network, id), n_named = 0;

  if (element != LAMP_NONE)
    return element;
  for (guint32 i = 0; i < network->n_elements; i++)
    if (g_str_equal (lamp_network_element_name (network, i), id))
      {
        element = i;
        n_named++;
      }
  if (n_named == 0)
    g_printerr (_ ("lamplighterd: no element of the region has the id or the name “%s”: both are compared byte for byte\n"), id);
  else if (n_named > 1)
    g_printerr (_ ("lamplighterd: several elements of the region are called “%s”: give the id of one\n"), id);
  return n_named == 1 ? element : LAMP_NONE;
}

static gboolean
set_positions (LampEnergisation *state, char **ids, gboolean open)
{
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      guint32 element = lamp_grid_find (state, ids[i]);

      if (element == LAMP_NONE)
        return FALSE;
      lamp_energisation_set_open (state, element, open, NULL);
    }
  return TRUE;
}

LampEnergisation *
lamp_grid_open (const LampGridOptions *options, const char *path)
{
  g_autoptr (LampNetwork) network = NULL;
  g_autoptr (LampEnergisation) state = NULL;
  GError *error = NULL;

  network = lamp_network_load (path, NULL, &error);
  if (network == NULL)
    {
      lamp_command_fail (error);
      return NULL;
    }
  state = lamp_energisation_new (network);
  if (!set_positions (state, options->open, TRUE) || !set_positions (state, options->close, FALSE))
    return NULL;
  return g_steal_pointer (&state);
}

void
lamp_output_number (GString *out, double number)
{
  char  text[G_ASCII_DTOSTR_BUF_SIZE * 10]; /* %f of the largest double has 309 digits */
  char *end = NULL;

  g_ascii_formatd (text, sizeof text, "%.3f", number);
  end = text + strlen (text);
  while (end[-1] == '0')
    *--end = '\0';
  if (end[-1] == '.')
    end[-1] = '\0';
  g_string_append (out, g_str_equal (text, "-0") ? "0" : text);
}

void
lamp_output_key (GString *out, gboolean more, const char *key)
{
  g_string_append_printf (out, "%s\"%s\": ", more ? ", " : "", key);
}

void
lamp_output_text (GString *out, gboolean more, const char *key, const char *text)
{
  lamp_output_key (out, more, key);
  lamp_json_append_string (out, text != NULL ? text : "");
}

void
lamp_output_count (GString *out, gboolean more, const char *key, guint64 count)
{
  lamp_output_key (out, more, key);
  g_string_append_printf (out, "%" PRIu64, count);
}

void
lamp_output_real (GString *out, gboolean more, const char *key, double number)
{
  lamp_output_key (out, more, key);
  lamp_output_number (out, number);
}

void
lamp_output_hash (GString *out, const LampNetwork *network, const char *path)
{
  g_autofree char *hash = lamp_region_hash (path, network, NULL);

  lamp_output_text (out, TRUE, "hash", hash);
}

void
lamp_output_region (GString *out, const LampNetwork *network, const char *path)
{
  lamp_output_text (out, FALSE, "region", path);
  lamp_output_text (out, TRUE, "name", network->name);
  lamp_output_hash (out, network, path);
}

void
lamp_output_elements (GString *out, const LampNetwork *network, const guint32 *elements, guint n)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < n; i++)
    {
      g_string_append (out, i > 0 ? ", " : "");
      lamp_json_append_string (out, lamp_network_element_id (network, elements[i]));
    }
  g_string_append_c (out, ']');
}

void
lamp_output_sites (GString *out, const LampNetwork *network, const guint32 *sites, guint n)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < n; i++)
    {
      g_string_append (out, i > 0 ? ", " : "");
      lamp_json_append_string (out, network->sites[sites[i]].id);
    }
  g_string_append_c (out, ']');
}

const char *
lamp_output_normal_state (const LampNetwork *network, guint32 element)
{
  return (network->element_flags[element] & LAMP_ELEMENT_NORMALLY_OPEN) != 0 ? "open" : "closed";
}

const char *
lamp_output_kind (const LampNetwork *network, guint32 element)
{
  return lamp_element_kind_to_string ((LampElementKind)network->element_kind[element]);
}

char *
lamp_output_dup_called (const LampNetwork *network, guint32 element)
{
  const char *id = lamp_network_element_id (network, element);
  const char *name = lamp_network_element_name (network, element);

  return strstr (id, name) != NULL ? g_strdup (id) : g_strdup_printf ("%s (%s)", name, id);
}

const char *
lamp_output_kind_word (const LampNetwork *network, guint32 element)
{
  switch ((LampElementKind)network->element_kind[element])
    {
    case LAMP_ELEMENT_LINE:
      return C_ ("kind of element", "line");
    case LAMP_ELEMENT_BREAKER:
      return C_ ("kind of element", "breaker");
    case LAMP_ELEMENT_RECLOSER:
      return C_ ("kind of element", "recloser");
    case LAMP_ELEMENT_SECTIONALISER:
      return C_ ("kind of element", "sectionaliser");
    case LAMP_ELEMENT_LOAD_BREAK_SWITCH:
      return C_ ("kind of element", "load-break switch");
    case LAMP_ELEMENT_DISCONNECTOR:
      return C_ ("kind of element", "disconnector");
    case LAMP_ELEMENT_FUSE:
      return C_ ("kind of element", "fuse");
    case LAMP_ELEMENT_TRANSFORMER:
      return C_ ("kind of element", "transformer");
    case LAMP_ELEMENT_REGULATOR:
      return C_ ("kind of element", "regulator");
    case LAMP_ELEMENT_N_KINDS:
    default:
      return lamp_output_kind (network, element);
    }
}

const char *
lamp_output_role_word (const char *becomes)
{
  static const struct
  {
    const char *role, *word;
  } words[] = {
    { "lines", N_ ("lines") },
    { "devices", N_ ("devices") },
    { "transformers", N_ ("transformers") },
    { "customers", N_ ("customers") },
    { "sources", N_ ("sources") },
    { "feeders", N_ ("feeders") },
    { "sites", N_ ("key sites") },
    { "depots", N_ ("depots") },
    { "nodes", N_ ("nodes") },
    { "containers", N_ ("containers of equipment") },
    { "parts", N_ ("parts of others") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].role, becomes))
      return _ (words[i].word);
  return becomes;
}
