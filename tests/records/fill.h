/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records with a value in every field, made from the field tables, for tests that must hold for every type.
 */
#pragma once

#include "records/record.h"

#include <math.h>

static inline char *
fill_text (GRand *rand)
{
  static const char *const texts[] = { "", "K3", "抢修三队", "a \"quoted\"\nline\t\\", "ÄÖ€😀", "null" };

  return g_strdup (texts[g_rand_int_range (rand, 0, G_N_ELEMENTS (texts))]);
}

static inline char *
fill_word (GRand *rand, const char *const *words)
{
  if (words == NULL)
    return fill_text (rand);

  return g_strdup (words[g_rand_int_range (rand, 0, (gint32)g_strv_length ((char **)words))]);
}

static inline JsonNode *
fill_json (GRand *rand)
{
  g_autofree char *text = g_strdup_printf ("[{\"at\":\"2026-01-05T08:00:00Z\",\"n\":%d,\"deep\":[null,true,1.5,{\"x\":\"y\"}]},{}]", g_rand_int_range (rand, 0, 1000));

  return json_from_string (text, NULL);
}

static inline void
fill_fields (gpointer record, const LampField *fields, GRand *rand)
{
  for (const LampField *field = fields; field->name != NULL; field++)
    {
      gpointer at = (char *)record + field->offset;

      switch (field->type)
        {
        case LAMP_FIELD_STRING:
          g_free (*(char **)at);
          *(char **)at = fill_word (rand, field->values);
          break;
        case LAMP_FIELD_INTEGER:
          *(gint64 *)at = g_rand_int_range (rand, -5, 100000);
          break;
        case LAMP_FIELD_NUMBER:
          *(double *)at = g_rand_double_range (rand, -1e6, 1e6);
          break;
        case LAMP_FIELD_BOOLEAN:
          *(int *)at = g_rand_boolean (rand);
          break;
        case LAMP_FIELD_TIME:
          *(gint64 *)at = g_rand_int_range (rand, 1, G_MAXINT32) * G_GINT64_CONSTANT (1234567);
          break;
        case LAMP_FIELD_STRINGS:
          {
            g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

            for (int i = g_rand_int_range (rand, 0, 4); i > 0; i--)
              {
                g_autofree char *word = fill_word (rand, field->values);

                g_strv_builder_add (builder, word);
              }
            g_strfreev (*(char ***)at);
            *(char ***)at = g_strv_builder_end (builder);
            break;
          }
        case LAMP_FIELD_JSON:
          g_clear_pointer ((JsonNode **)at, json_node_unref);
          *(JsonNode **)at = fill_json (rand);
          break;
        case LAMP_FIELD_OBJECT:
          fill_fields (record, field->members, rand);
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

static inline gpointer
filled_record (const LampRecordType *type, const char *id, GRand *rand)
{
  LampRecord *record = lamp_record_new (type, id);

  record->placed = type->geometry != NULL;
  if (record->placed)
    record->at = (LampPoint){ g_rand_double_range (rand, -180, 180), g_rand_double_range (rand, -90, 90) };
  fill_fields (record, type->fields, rand);

  return record;
}
