/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Key files of rules (data/prediction/, data/promises/, data/estimates/), read strictly: a key or a word nobody knows is refused, because a
 * mistyped one would otherwise change what is promised without anybody noticing. Each message names file, group and key.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define LAMP_RULES_ERROR (lamp_rules_error_quark ())
typedef enum {
  LAMP_RULES_ERROR_UNREADABLE, /* no such file, or no key file in UTF-8 */
  LAMP_RULES_ERROR_WRONG,      /* an unknown group, key or word, a missing key, a value out of range */
} LampRulesError;
GQuark lamp_rules_error_quark (void);

/* A key file and what it is called in messages. */
typedef struct
{
  GKeyFile *keys;
  char     *name;
} LampRules;

/* From text; `name` is for messages. NULL with an error. */
LampRules *lamp_rules_parse (const char *name, const char *text, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       lamp_rules_free (LampRules *rules);

/* Sets LAMP_RULES_ERROR_WRONG; always FALSE. `sentence` says what is wrong and what to do; file, group and key (nullable) are put
 * before it. */
gboolean lamp_rules_refuse (const LampRules *rules, const char *group, const char *key, const char *sentence, GError **error);
/* The same of a key that has to be there. */
gboolean lamp_rules_refuse_absent (const LampRules *rules, const char *group, const char *key, GError **error);
/* Every key of the group is one of these (NULL-terminated). A group that is not there is in order. */
gboolean lamp_rules_check_keys (const LampRules *rules, const char *group, const char *const *known, GError **error);

/* An absent key leaves the value as it is; with `needed` it is refused. */
gboolean lamp_rules_get_number (const LampRules *rules, const char *group, const char *key, gboolean needed, double least, double most, double *value, GError **error);
/* "45 min", "3 h", "7 d", to microseconds; more than nothing, at most a year. */
gboolean lamp_rules_get_duration (const LampRules *rules, const char *group, const char *key, gboolean needed, gint64 *usec, GError **error);
/* One of the words, as its index. */
gboolean lamp_rules_get_word (const LampRules *rules, const char *group, const char *key, gboolean needed, const char *const *words, int *index, GError **error);
/* Texts separated by ";", stripped; owned by the caller. */
gboolean lamp_rules_get_list (const LampRules *rules, const char *group, const char *key, char ***list, GError **error);
/* Words separated by ";", as bits. */
gboolean lamp_rules_get_words (const LampRules *rules, const char *group, const char *key, const char *const *words, guint *bits, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampRules, lamp_rules_free)

G_END_DECLS
