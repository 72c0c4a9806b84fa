/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the two files of the items routes: items-route.c finds what is asked for, items-answer.c answers with it. Main
 * loop; each answers the request.
 */
#pragma once

#include "gateway/gateway.h"
#include "gateway/items.h"

G_BEGIN_DECLS

/* Takes the records out of `page` when they are to be written by a worker. */
void lamp_items_answer_page (LampGateway *gateway, LampRequest *request, const LampRecordType *type, LampItemsPage *page);
void lamp_items_answer_record (LampRequest *request, gconstpointer record);
void lamp_items_answer_missing (LampRequest *request, const LampRecordType *type, const char *id);

G_END_DECLS
