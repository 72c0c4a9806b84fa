/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "lamp-study-words"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/study-words.h"

#include "console/format.h"

#include <glib/gi18n-lib.h>

char *
lamp_say_element (const LampNetwork *network, guint32 element)
{
  return lamp_format_device (lamp_element_kind_to_string (network->element_kind[element]), lamp_network_element_name (network, element));
}

char *
lamp_say_position (const LampEnergisation *state, guint32 element)
{
  gboolean    open = lamp_energisation_is_open (state, element);
  const char *word = open ? C_ ("switch", "open") : C_ ("switch", "closed");

  if (open == lamp_energisation_is_normally_open (state, element))
    return g_strdup (word);
  return g_strdup_printf ("%s – %s", word, open ? C_ ("switch", "normally closed") : C_ ("switch", "normally open"));
}

char *
lamp_say_operation (const LampNetwork *network, guint32 element, gboolean open)
{
  g_autofree char *name = lamp_say_element (network, element);

  /* TRANSLATORS: a step of a switching plan: “Open LBS 85296”. */
  return g_strdup_printf (open ? C_ ("switching step", "Open %s") : C_ ("switching step", "Close %s"), name);
}

static char *
say_gained (guint32 n)
{
  g_autofree char *count = lamp_format_count (n);

  return g_strdup_printf (ngettext ("%s customer gets supply", "%s customers get supply", n), count);
}

static char *
say_lost (guint32 n)
{
  g_autofree char *count = lamp_format_count (n);

  return g_strdup_printf (ngettext ("%s customer loses supply", "%s customers lose supply", n), count);
}

char *
lamp_say_step_effect (const LampStudyStep *step)
{
  if (step->n_gained > 0)
    return say_gained (step->n_gained);
  return step->n_lost > 0 ? say_lost (step->n_lost) : NULL;
}

char **
lamp_say_step_risks (const LampNetwork *network, const LampStudyStep *step)
{
  g_autofree char *name = lamp_say_element (network, step->element);
  g_autofree char *fault = step->fault != LAMP_NONE ? lamp_say_element (network, step->fault) : NULL;
  GPtrArray       *said = g_ptr_array_new ();

  if ((step->risks & LAMP_STUDY_ONTO_FAULT) != 0)
    g_ptr_array_add (said, g_strdup_printf (_ ("%s: closes onto what lies dead beside %s, which an open outage names. The fault may be there."), name, fault));
  if ((step->risks & LAMP_STUDY_JOINS_SOURCES) != 0)
    g_ptr_array_add (said, g_strdup_printf (_ ("%s: joins two sources in parallel."), name));
  if ((step->risks & LAMP_STUDY_CLOSES_RING) != 0)
    g_ptr_array_add (said, g_strdup_printf (_ ("%s: closes a ring."), name));
  if ((step->risks & LAMP_STUDY_UNDER_LOAD) != 0)
    g_ptr_array_add (said, g_strdup_printf (_ ("%s: a disconnector, opened under load."), name));
  if ((step->risks & LAMP_STUDY_TAGGED) != 0)
    g_ptr_array_add (said, g_strdup_printf (_ ("%s: carries a tag."), name));
  g_ptr_array_add (said, NULL);
  return (char **)g_ptr_array_free (said, FALSE);
}

char *
lamp_say_overload (const LampNetwork *network, const LampOverload *overload)
{
  g_autofree char *name = lamp_say_element (network, overload->element);
  g_autofree char *carried = lamp_format_power_kva (overload->kva), *rated = lamp_format_power_kva (overload->capacity_kva);

  /* TRANSLATORS: a device, then per cent, then power carried and rated: “Line L5: overloaded, 116 % of its rating (44 of 38 kVA).” */
  return g_strdup_printf (_ ("%s: overloaded, %.0f %% of its rating (%s of %s)."), name, 100.0 * overload->kva / overload->capacity_kva, carried, rated);
}

static void
add_customers (GString *text, char *taken, double kw)
{
  g_autofree char *said = taken;
  g_autofree char *power = kw > 0.0 ? lamp_format_power_kw (kw) : NULL;

  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, said);
  if (power != NULL)
    g_string_append_printf (text, " (%s)", power);
}

char *
lamp_say_customers_moved (const LampStudyEffect *effect)
{
  GString *text = g_string_new (NULL);

  if (effect->n_gained > 0)
    add_customers (text, say_gained (effect->n_gained), effect->kw_gained);
  if (effect->n_lost > 0)
    add_customers (text, say_lost (effect->n_lost), effect->kw_lost);
  if (effect->n_partly > 0)
    {
      g_autofree char *count = lamp_format_count (effect->n_partly);

      add_customers (text, g_strdup_printf (ngettext ("%s customer loses a phase", "%s customers lose a phase", effect->n_partly), count), 0.0);
    }
  if (text->len == 0)
    g_string_append (text, _ ("No customer gains or loses supply"));
  return g_string_free (text, FALSE);
}

static char *
say_names (const LampNetwork *network, const GArray *sites, guint n_most)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < sites->len && i < n_most; i++)
    {
      if (i > 0)
        g_string_append (names, C_ ("between names", ", "));
      g_string_append (names, network->sites[g_array_index (sites, guint32, i)].name);
    }
  if (sites->len > n_most)
    g_string_append_printf (names, ngettext (" and %u more", " and %u more", sites->len - n_most), sites->len - n_most);
  return g_string_free (names, FALSE);
}

char *
lamp_say_sites_moved (const LampNetwork *network, const LampStudyEffect *effect, guint n_most)
{
  g_autofree char *gained = say_names (network, effect->sites_gained, n_most), *lost = say_names (network, effect->sites_lost, n_most);
  g_autofree char *thinned = say_names (network, effect->sites_thinned, n_most);
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);

  /* TRANSLATORS: names of key sites follow. */
  if (*lost != '\0')
    g_ptr_array_add (said, g_strdup_printf (_ ("Key sites that lose supply: %s"), lost));
  if (*gained != '\0')
    g_ptr_array_add (said, g_strdup_printf (_ ("Key sites that get supply: %s"), gained));
  if (*thinned != '\0')
    g_ptr_array_add (said, g_strdup_printf (_ ("Key sites on fewer supply points: %s"), thinned));
  if (said->len == 0)
    return NULL;
  g_ptr_array_add (said, NULL);
  return g_strjoinv (" · ", (char **)said->pdata);
}

static void
add_step (GString *text, const LampNetwork *network, guint number, const LampStudyStep *step)
{
  g_autofree char *operation = lamp_say_operation (network, step->element, step->open);
  g_autofree char *effect = lamp_say_step_effect (step);
  g_auto (GStrv) risks = lamp_say_step_risks (network, step);
  const char *feeder = lamp_network_element_feeder_name (network, step->element);

  g_string_append_printf (text, "%u. %s (%s", number, operation, lamp_network_element_id (network, step->element));
  if (feeder != NULL && *feeder != '\0')
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, _ ("Feeder %s"), feeder);
    }
  g_string_append_c (text, ')');
  if (effect != NULL)
    g_string_append_printf (text, " – %s", effect);
  g_string_append_c (text, '\n');
  for (guint i = 0; risks[i] != NULL; i++)
    g_string_append_printf (text, "   ! %s\n", risks[i]);
}

char *
lamp_say_plan (LampStudy *study, const GArray *overloads, gint64 base_usec)
{
  const LampNetwork   *network = lamp_energisation_get_network (lamp_study_get_energisation (study));
  g_autofree char     *when = lamp_format_time_full (base_usec);
  g_autofree char     *customers = NULL, *sites = NULL;
  GString             *text = g_string_new (NULL);
  const LampStudyStep *steps = NULL;
  guint                n = 0;
  g_auto (LampStudyEffect) effect = { 0 };

  steps = lamp_study_get_steps (study, &n);
  lamp_study_compare (study, &effect);
  customers = lamp_say_customers_moved (&effect);
  sites = lamp_say_sites_moved (network, &effect, G_MAXUINT);
  g_string_append_printf (text, _ ("Switching study – a draft, not an order; nothing was sent\n%s, from the state at %s\n\n"), network->name, when);
  for (guint i = 0; i < n; i++)
    add_step (text, network, i + 1, &steps[i]);
  if (n == 0)
    g_string_append_printf (text, "%s\n", _ ("No steps yet"));
  g_string_append_printf (text, "\n%s\n", customers);
  if (sites != NULL)
    g_string_append_printf (text, "%s\n", sites);
  for (guint i = 0; i < overloads->len; i++)
    {
      g_autofree char *overload = lamp_say_overload (network, &g_array_index (overloads, LampOverload, i));

      g_string_append_printf (text, "! %s\n", overload);
    }
  return g_string_free (text, FALSE);
}

char *
lamp_say_tie (const LampNetwork *network, const LampTieOption *option)
{
  g_autoptr (GString) text = g_string_new (lamp_tie_verdict_say (option->verdict));

  if (option->tightest != LAMP_NONE)
    {
      g_autofree char *name = lamp_say_element (network, option->tightest);
      g_autofree char *spare = lamp_format_power_kva (ABS (option->spare_kva));

      g_string_append (text, " · ");
      g_string_append_printf (text, option->spare_kva < 0.0 ? _ ("%s would carry %s too much") : _ ("%s has %s to spare"), name, spare);
    }
  if (option->n_way > 0 && !option->known)
    g_string_append_printf (text, " · %s", _ ("not all ratings on the way are known"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
