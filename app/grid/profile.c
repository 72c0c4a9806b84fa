/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one table of what a profile can say of which layer, and what is asked of a profile once it is read: see profile.h.
 */
#include "grid/profile-private.h"

#include <string.h>

#define IN(role) (1u << LAMP_ROLE_##role)
#define ELEMENTS (IN (LINES) | IN (DEVICES) | IN (TRANSFORMERS))
#define EVERYTHING ((1u << LAMP_ROLE_N) - 1)

const LampColumnRule lamp_column_rules[LAMP_COLUMN_N] = {
  [LAMP_COLUMN_ID] = { "id", LAMP_VALUE_TEXT, EVERYTHING, EVERYTHING },
  [LAMP_COLUMN_NAME] = { "name", LAMP_VALUE_TEXT, EVERYTHING & ~IN (CUSTOMERS), 0 },
  [LAMP_COLUMN_KIND] = { "kind", LAMP_VALUE_KIND, IN (DEVICES) | IN (TRANSFORMERS) | IN (SITES), IN (DEVICES) },
  [LAMP_COLUMN_FROM] = { "from", LAMP_VALUE_TEXT, ELEMENTS, 0 },
  [LAMP_COLUMN_TO] = { "to", LAMP_VALUE_TEXT, ELEMENTS, 0 },
  [LAMP_COLUMN_NODE] = { "node", LAMP_VALUE_TEXT, IN (CUSTOMERS) | IN (SOURCES) | IN (SITES), 0 },
  [LAMP_COLUMN_FEEDER] = { "feeder", LAMP_VALUE_TEXT, ELEMENTS | IN (SITES), 0 },
  [LAMP_COLUMN_SOURCE] = { "source", LAMP_VALUE_TEXT, IN (FEEDERS), 0 },
  [LAMP_COLUMN_PHASES] = { "phases", LAMP_VALUE_TEXT, ELEMENTS, 0 },
  [LAMP_COLUMN_VOLTAGE] = { "voltage", LAMP_VALUE_VOLTAGE, ELEMENTS, 0 },
  [LAMP_COLUMN_KV] = { "kv", LAMP_VALUE_NUMBER, ELEMENTS | IN (SOURCES), 0 },
  [LAMP_COLUMN_NORMALLY_OPEN] = { "normally-open", LAMP_VALUE_FLAG, ELEMENTS, 0 },
  [LAMP_COLUMN_UNDERGROUND] = { "underground", LAMP_VALUE_FLAG, ELEMENTS, 0 },
  [LAMP_COLUMN_TELEMETERED] = { "telemetered", LAMP_VALUE_FLAG, IN (DEVICES) | IN (TRANSFORMERS), 0 },
  [LAMP_COLUMN_SERVICE_DROP] = { "service-drop", LAMP_VALUE_FLAG, IN (LINES), 0 },
  [LAMP_COLUMN_LENGTH] = { "length", LAMP_VALUE_NUMBER, IN (LINES), 0 },
  [LAMP_COLUMN_RATING] = { "rating", LAMP_VALUE_NUMBER, ELEMENTS, 0 },
  [LAMP_COLUMN_KW] = { "kw", LAMP_VALUE_NUMBER, IN (CUSTOMERS), 0 },
  [LAMP_COLUMN_ACCOUNT] = { "account", LAMP_VALUE_TEXT, IN (SITES), 0 },
  [LAMP_COLUMN_CLASS] = { "class", LAMP_VALUE_CLASS, IN (SITES), 0 },
  [LAMP_COLUMN_CONTRACT] = { "contract", LAMP_VALUE_NUMBER, IN (SITES), 0 },
  [LAMP_COLUMN_CRITICAL] = { "critical", LAMP_VALUE_NUMBER, IN (SITES), 0 },
  [LAMP_COLUMN_BACKUP_KIND] = { "backup-kind", LAMP_VALUE_TEXT, IN (SITES), 0 },
  [LAMP_COLUMN_BACKUP_START] = { "backup-start", LAMP_VALUE_NUMBER, IN (SITES), 0 },
  [LAMP_COLUMN_BACKUP_AUTONOMY] = { "backup-autonomy", LAMP_VALUE_NUMBER, IN (SITES), 0 },
  [LAMP_COLUMN_VERIFIED] = { "verified", LAMP_VALUE_TEXT, IN (SITES), 0 },
  [LAMP_COLUMN_PLACE] = { "place", LAMP_VALUE_PLACE, EVERYTHING & ~IN (FEEDERS), 0 },
  [LAMP_COLUMN_PLACE_TO] = { "place-to", LAMP_VALUE_PLACE, IN (LINES), 0 },
};

static const char *const roles[LAMP_ROLE_N] = { "lines", "devices", "transformers", "customers", "sources", "feeders", "sites", "depots" };

const char *
lamp_profile_role_to_string (LampProfileRole role)
{
  g_return_val_if_fail (role < LAMP_ROLE_N, NULL);
  return roles[role];
}

const char *
lamp_profile_column_to_string (LampProfileColumnId column)
{
  g_return_val_if_fail (column < LAMP_COLUMN_N, NULL);
  return lamp_column_rules[column].key;
}

gboolean
lamp_profile_role_is_element (LampProfileRole role)
{
  return ((1u << role) & ELEMENTS) != 0;
}

gboolean
lamp_profile_column_is_given (const LampProfileColumn *column)
{
  return column->text != NULL || column->words != NULL;
}

gboolean
lamp_profile_column_is_needed (LampProfileColumnId column, LampProfileRole role)
{
  return (lamp_column_rules[column].needed & 1u << role) != 0;
}

const char *
lamp_profile_column_word (const LampProfileColumn *column, const char *value)
{
  for (guint i = 0; i < column->words->len; i++)
    {
      const LampProfileWord *word = &g_array_index (column->words, LampProfileWord, i);

      if (g_strv_contains ((const char *const *)word->values, value))
        return word->word;
    }
  for (guint i = 0; i < column->words->len; i++)
    {
      const LampProfileWord *word = &g_array_index (column->words, LampProfileWord, i);

      for (char **pattern = word->values; *pattern != NULL; pattern++)
        if (strpbrk (*pattern, "*?") != NULL && g_pattern_match_simple (*pattern, value))
          return word->word;
    }
  return NULL;
}
