/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See rules.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "engine/rules.h"

#include <glib/gi18n-lib.h>

#include <math.h>
#include <string.h>

#define SEC_PER_DAY 86400.0
#define LONGEST_SEC (366 * SEC_PER_DAY)

G_DEFINE_QUARK (lamp - rules - error - quark, lamp_rules_error)

LampRules *
lamp_rules_parse (const char *name, const char *text, gsize size, GError **error)
{
  g_autoptr (LampRules) rules = g_new0 (LampRules, 1);
  g_autoptr (GError) reason = NULL;

  rules->name = g_strdup (name);
  rules->keys = g_key_file_new ();
  /* All of it, as messages repeat parts of it. */
  if ((size == 0 || g_utf8_validate (text, (gssize)size, NULL)) && g_key_file_load_from_data (rules->keys, text, size, G_KEY_FILE_NONE, &reason))
    return g_steal_pointer (&rules);
  g_set_error (error, LAMP_RULES_ERROR, LAMP_RULES_ERROR_UNREADABLE, _ ("%s is no file of rules (%s): write groups in brackets and lines of key=value, in UTF-8."), name, reason != NULL ? reason->message : _ ("it is not UTF-8"));
  return NULL;
}

void
lamp_rules_free (LampRules *rules)
{
  g_key_file_unref (rules->keys);
  g_free (rules->name);
  g_free (rules);
}

gboolean
lamp_rules_refuse (const LampRules *rules, const char *group, const char *key, const char *sentence, GError **error)
{
  if (key != NULL)
    /* TRANSLATORS: file, group, key, what is wrong. */
    g_set_error (error, LAMP_RULES_ERROR, LAMP_RULES_ERROR_WRONG, _ ("%s, [%s], “%s”: %s"), rules->name, group, key, sentence);
  else
    /* TRANSLATORS: file, group, what is wrong. */
    g_set_error (error, LAMP_RULES_ERROR, LAMP_RULES_ERROR_WRONG, _ ("%s, [%s]: %s"), rules->name, group, sentence);
  return FALSE;
}

gboolean
lamp_rules_refuse_absent (const LampRules *rules, const char *group, const char *key, GError **error)
{
  g_set_error (error, LAMP_RULES_ERROR, LAMP_RULES_ERROR_WRONG, _ ("%s: the key “%s” is missing in [%s]: add it with its value."), rules->name, key, group);
  return FALSE;
}

gboolean
lamp_rules_check_keys (const LampRules *rules, const char *group, const char *const *known, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (rules->keys, group, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    if (!g_strv_contains (known, keys[i]))
      {
        g_autofree char *all = g_strjoinv (", ", (char **)known);

        g_set_error (error, LAMP_RULES_ERROR, LAMP_RULES_ERROR_WRONG, _ ("%s: nobody knows the key “%s” in [%s]: correct it or take it out; there are %s."), rules->name, keys[i], group, all);
        return FALSE;
      }
  return TRUE;
}

/* What is said of a key without a text: whether it may be absent. One that is there and cannot be read may not. */
static gboolean
take_absent (const LampRules *rules, const char *group, const char *key, gboolean needed, GError **error)
{
  if (g_key_file_has_key (rules->keys, group, key, NULL))
    {
      g_set_error (error, LAMP_RULES_ERROR, LAMP_RULES_ERROR_WRONG, _ ("%s: in the value of “%s” in [%s] a “\\” stands before a letter that means nothing there: take it out, or write it twice."), rules->name, key, group);
      return FALSE;
    }
  return !needed || lamp_rules_refuse_absent (rules, group, key, error);
}

/* NULL: absent; *ok says whether it may be. The text is stripped. */
static char *
get_text (const LampRules *rules, const char *group, const char *key, gboolean needed, gboolean *ok, GError **error)
{
  char *text = g_key_file_get_string (rules->keys, group, key, NULL);

  *ok = text != NULL || take_absent (rules, group, key, needed, error);
  return text != NULL ? g_strstrip (text) : NULL;
}

gboolean
lamp_rules_get_number (const LampRules *rules, const char *group, const char *key, gboolean needed, double least, double most, double *value, GError **error)
{
  gboolean         ok;
  g_autofree char *text = get_text (rules, group, key, needed, &ok, error);
  char            *end = NULL;
  double           number;

  if (text == NULL)
    return ok;
  number = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !isfinite (number) || number < least || number > most)
    {
      g_set_error (error, LAMP_RULES_ERROR, LAMP_RULES_ERROR_WRONG, _ ("%s: “%s” in [%s] is “%s”: write a number from %g to %g."), rules->name, key, group, text, least, most);
      return FALSE;
    }
  *value = number;
  return TRUE;
}

gboolean
lamp_rules_get_duration (const LampRules *rules, const char *group, const char *key, gboolean needed, gint64 *usec, GError **error)
{
  static const struct
  {
    const char *unit;
    double      sec;
  } units[] = { { "min", 60 }, { "h", 3600 }, { "d", SEC_PER_DAY } };
  gboolean         ok;
  g_autofree char *text = get_text (rules, group, key, needed, &ok, error);
  char            *end = NULL;
  double           number, sec = 0;

  if (text == NULL)
    return ok;
  number = g_ascii_strtod (text, &end);
  while (*end == ' ')
    end++;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (end, units[i].unit))
      sec = number * units[i].sec;
  if (!isfinite (sec) || sec * G_USEC_PER_SEC < 1.0 || sec > LONGEST_SEC)
    {
      g_set_error (error, LAMP_RULES_ERROR, LAMP_RULES_ERROR_WRONG, _ ("%s: “%s” in [%s] is “%s”: write a time such as 45 min, 3 h or 7 d, at most a year."), rules->name, key, group, text);
      return FALSE;
    }
  *usec = (gint64)(sec * G_USEC_PER_SEC);
  return TRUE;
}

static gboolean
find_word (const LampRules *rules, const char *group, const char *key, const char *const *words, const char *text, int *index, GError **error)
{
  g_autofree char *all = NULL;

  for (int i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], text))
      {
        *index = i;
        return TRUE;
      }
  all = g_strjoinv (", ", (char **)words);
  g_set_error (error, LAMP_RULES_ERROR, LAMP_RULES_ERROR_WRONG, _ ("%s: “%s” in [%s] says “%s”: write one of %s."), rules->name, key, group, text, all);
  return FALSE;
}

gboolean
lamp_rules_get_word (const LampRules *rules, const char *group, const char *key, gboolean needed, const char *const *words, int *index, GError **error)
{
  gboolean         ok;
  g_autofree char *text = get_text (rules, group, key, needed, &ok, error);

  return text == NULL ? ok : find_word (rules, group, key, words, text, index, error);
}

gboolean
lamp_rules_get_list (const LampRules *rules, const char *group, const char *key, char ***list, GError **error)
{
  char **texts = g_key_file_get_string_list (rules->keys, group, key, NULL, NULL);

  if (texts == NULL)
    return take_absent (rules, group, key, FALSE, error);
  for (guint i = 0; texts[i] != NULL; i++)
    g_strstrip (texts[i]);
  *list = texts;
  return TRUE;
}

gboolean
lamp_rules_get_words (const LampRules *rules, const char *group, const char *key, const char *const *words, guint *bits, GError **error)
{
  g_auto (GStrv) list = NULL;
  g_autofree char *all = NULL;

  if (!lamp_rules_get_list (rules, group, key, &list, error))
    return FALSE;
  if (list == NULL)
    return TRUE;
  *bits = 0;
  for (guint i = 0; list[i] != NULL; i++)
    {
      int index = 0;

      if (!find_word (rules, group, key, words, list[i], &index, error))
        return FALSE;
      *bits |= 1u << index;
    }
  if (*bits != 0)
    return TRUE;
  all = g_strjoinv (", ", (char **)words);
  g_set_error (error, LAMP_RULES_ERROR, LAMP_RULES_ERROR_WRONG, _ ("%s: “%s” in [%s] names nothing: write some of %s with “;” between them, or take it out."), rules->name, key, group, all);
  return FALSE;
}
