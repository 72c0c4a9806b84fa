/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the fake gateway share.
 */
#pragma once

#include "fake-gateway.h"

G_BEGIN_DECLS

GPtrArray *fake_list (FakeGateway *fake, const char *collection);
/* One command: all of `records` (transfer full) under the next sequence. */
void fake_commit (FakeGateway *fake, LampRecord **records, guint n);
void fake_answer (FakeGateway *fake, SoupServerMessage *message, guint status, const char *type, const char *etag, const char *text);
/* `more`: further members of the problem, each after a comma. */
void fake_refuse (FakeGateway *fake, SoupServerMessage *message, guint status, const char *code, const char *more);

/* fake-commands.c */
void fake_commands_init (FakeGateway *fake);
void fake_commands_clear (FakeGateway *fake);
void fake_answer_command (FakeGateway *fake, SoupServerMessage *message, const char *path);

G_END_DECLS
