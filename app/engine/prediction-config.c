/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See prediction-config.h. Groups: [normal], [storm], [zone NAME], [zone NAME storm], [feeder NAME], [feeder NAME storm].
 * A group says only what differs: a zone's from the region's of the same mode, a feeder's from its zone's.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "engine/prediction-config.h"

#include "engine/rule-areas.h"
#include "engine/rules.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

typedef enum {
  COUNT,
  SHARE,
  ODDS,
} Unit;

typedef struct
{
  const char *key;
  Unit        unit;
  gsize       offset;
  double      least;
} Key;

static const Key keys[] = {
  { "unit-reports", COUNT, G_STRUCT_OFFSET (LampPredictionRules, unit_reports), 1.0 },
  { "unit-share", SHARE, G_STRUCT_OFFSET (LampPredictionRules, unit_share), 0.0 },
  { "device-units", COUNT, G_STRUCT_OFFSET (LampPredictionRules, device_units), 1.0 },
  { "device-share", SHARE, G_STRUCT_OFFSET (LampPredictionRules, device_share), 0.0 },
  { "second-fault", ODDS, G_STRUCT_OFFSET (LampPredictionRules, second_fault), 1.0 },
  { "second-service", ODDS, G_STRUCT_OFFSET (LampPredictionRules, second_service), 1.0 },
  { "storm-events", COUNT, G_STRUCT_OFFSET (LampPredictionRules, storm_events), 0.0 },
};

static const LampPredictionRules defaults[LAMP_MODE_N] = {
  [LAMP_MODE_NORMAL] = { .unit_reports = 2, .unit_share = 0.5, .device_units = 2, .device_share = 0.0, .second_fault = 2000.0, .second_service = 4000.0, .storm_events = 100 },
  [LAMP_MODE_STORM] = { .unit_reports = 2, .unit_share = 0.5, .device_units = 2, .device_share = 0.02, .second_fault = 400.0, .second_service = 1000.0, .storm_events = 100 },
};

struct _LampPredictionConfig
{
  gatomicrefcount     ref_count;
  LampPredictionRules region[LAMP_MODE_N];
  GHashTable         *groups; /* "zone NAME", "zone NAME storm", … → Group */
};

typedef struct
{
  gboolean            set[G_N_ELEMENTS (keys)];
  LampPredictionRules rules;
} Group;

LampPredictionConfig *
lamp_prediction_config_new (void)
{
  LampPredictionConfig *config = g_new0 (LampPredictionConfig, 1);

  g_atomic_ref_count_init (&config->ref_count);
  memcpy (config->region, defaults, sizeof defaults);
  config->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return config;
}

LampPredictionConfig *
lamp_prediction_config_ref (LampPredictionConfig *config)
{
  g_atomic_ref_count_inc (&config->ref_count);
  return config;
}

void
lamp_prediction_config_unref (LampPredictionConfig *config)
{
  if (config == NULL || !g_atomic_ref_count_dec (&config->ref_count))
    return;
  g_hash_table_unref (config->groups);
  g_free (config);
}

static void
copy_key (const Key *key, LampPredictionRules *to, const LampPredictionRules *from)
{
  memcpy ((char *)to + key->offset, (const char *)from + key->offset, key->unit == COUNT ? sizeof (guint) : sizeof (double));
}

static gboolean
read_value (const LampRules *file, const char *group, const Key *key, Group *out, GError **error)
{
  static const double most[] = { [COUNT] = 1e6, [SHARE] = 1.0, [ODDS] = 1e12 };
  gboolean            whole = key->unit == COUNT;
  double              value = 0.0;

  if (!lamp_rules_get_number (file, group, key->key, TRUE, key->least, most[key->unit], &value, error))
    return FALSE;
  if (whole && value != floor (value))
    return lamp_rules_refuse (file, group, key->key, _ ("it is a whole number: write it without a fraction"), error);
  if (whole)
    G_STRUCT_MEMBER (guint, &out->rules, key->offset) = (guint)value;
  else
    G_STRUCT_MEMBER (double, &out->rules, key->offset) = value;
  return TRUE;
}

static gboolean
read_group (const LampRules *file, const char *group, Group *out, GError **error)
{
  const char *known[G_N_ELEMENTS (keys) + 1] = { NULL };

  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    known[k] = keys[k].key;
  if (!lamp_rules_check_keys (file, group, known, error))
    return FALSE;
  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    {
      out->set[k] = g_key_file_has_key (file->keys, group, keys[k].key, NULL);
      if (out->set[k] && !read_value (file, group, &keys[k], out, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_group_of_area (const char *group)
{
  const char *area = g_str_has_prefix (group, "zone ") ? group + 5 : g_str_has_prefix (group, "feeder ") ? group + 7
                                                                                                         : "";

  return *area != '\0' && !g_str_equal (area, "storm");
}

static gboolean
take_group (LampPredictionConfig *config, const LampRules *file, const char *group, GError **error)
{
  gboolean          normal = g_str_equal (group, "normal"), storm = g_str_equal (group, "storm");
  g_autofree Group *read = g_new0 (Group, 1);

  if (!normal && !storm && !is_group_of_area (group))
    return lamp_rules_refuse (file, group, NULL, _ ("nobody knows this group: correct it or take it out; there are [normal], [storm], [zone NAME], [feeder NAME] and the last two with “storm” after the name"), error);
  if (!read_group (file, group, read, error))
    return FALSE;
  if (!normal && !storm)
    g_hash_table_insert (config->groups, g_strdup (group), g_steal_pointer (&read));
  else
    for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
      if (read->set[k])
        copy_key (&keys[k], &config->region[storm ? LAMP_MODE_STORM : LAMP_MODE_NORMAL], &read->rules);
  return TRUE;
}

LampPredictionConfig *
lamp_prediction_config_parse (const char *name, const char *text, gsize size, GError **error)
{
  g_autoptr (LampPredictionConfig) config = lamp_prediction_config_new ();
  g_autoptr (LampRules) file = lamp_rules_parse (name, text, size, error);
  g_auto (GStrv) groups = NULL;

  if (file == NULL)
    return NULL;
  groups = g_key_file_get_groups (file->keys, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    if (!take_group (config, file, groups[i], error))
      return NULL;
  return g_steal_pointer (&config);
}

static void
overlay (const LampPredictionConfig *config, const char *kind, const char *area, LampMode mode, LampPredictionRules *rules)
{
  g_autofree char *group = g_strdup_printf ("%s %s%s", kind, area != NULL ? area : "", mode == LAMP_MODE_STORM ? " storm" : "");
  const Group     *found = area != NULL ? g_hash_table_lookup (config->groups, group) : NULL;

  for (guint k = 0; found != NULL && k < G_N_ELEMENTS (keys); k++)
    if (found->set[k])
      copy_key (&keys[k], rules, &found->rules);
}

LampPredictionRules
lamp_prediction_config_get (const LampPredictionConfig *config, const char *zone, const char *feeder, LampMode mode)
{
  LampPredictionRules rules = config->region[mode];

  overlay (config, "zone", zone, mode, &rules);
  overlay (config, "feeder", feeder, mode, &rules);
  return rules;
}

/* The name may itself end in the word for the mode. */
static gboolean
is_there (const LampNetwork *network, const char *group)
{
  LampRulesIsThere has = g_str_has_prefix (group, "zone ") ? lamp_rules_has_zone : lamp_rules_has_feeder;
  const char      *name = strchr (group, ' ') + 1;
  g_autofree char *normal = g_str_has_suffix (name, " storm") ? g_strndup (name, strlen (name) - strlen (" storm")) : NULL;

  return has (network, name) || (normal != NULL && has (network, normal));
}

char **
lamp_prediction_config_dup_missing (const LampPredictionConfig *config, const LampNetwork *network)
{
  return lamp_rules_dup_missing (config->groups, network, is_there);
}
