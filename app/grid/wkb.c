/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See wkb.h.
 */
#include "config.h"

#include "grid/wkb.h"

#include <string.h>

#define MAX_NESTING 3

typedef struct
{
  const guint8 *at, *end;
  gboolean      swap;
  guint         n_ordinates;
  GArray       *points;
  GArray       *part_ends;
} Cursor;

enum {
  WKB_POINT = 1,
  WKB_LINE_STRING,
  WKB_POLYGON,
  WKB_MULTI_POINT,
  WKB_MULTI_LINE_STRING,
  WKB_MULTI_POLYGON,
};

static gboolean
read_u32 (Cursor *cursor, guint32 *value)
{
  if (cursor->end - cursor->at < 4)
    return FALSE;

  memcpy (value, cursor->at, 4);
  cursor->at += 4;
  if (cursor->swap)
    *value = GUINT32_SWAP_LE_BE (*value);
  return TRUE;
}

static double
ordinate (const Cursor *cursor, const guint8 *at)
{
  guint64 bits = 0;
  double  value = 0.0;

  memcpy (&bits, at, 8);
  if (cursor->swap)
    bits = GUINT64_SWAP_LE_BE (bits);
  memcpy (&value, &bits, 8);
  return value;
}

static gboolean
read_points (Cursor *cursor, guint32 n)
{
  gsize      stride = cursor->n_ordinates * 8;
  guint      start = cursor->points->len;
  LampPoint *points = NULL;

  if ((gsize)(cursor->end - cursor->at) / stride < n)
    return FALSE;

  if (n == 0)
    return TRUE; /* there may be no array yet to point into */

  g_array_set_size (cursor->points, start + n);
  points = &g_array_index (cursor->points, LampPoint, start);
  for (guint32 i = 0; i < n; i++, cursor->at += stride)
    points[i] = (LampPoint){ ordinate (cursor, cursor->at), ordinate (cursor, cursor->at + 8) };
  return TRUE;
}

static void
end_part (Cursor *cursor)
{
  guint32 end = cursor->points->len;

  g_array_append_val (cursor->part_ends, end);
}

static gboolean
read_run (Cursor *cursor)
{
  guint32 n = 0;

  if (!read_u32 (cursor, &n) || !read_points (cursor, n))
    return FALSE;
  if (n > 0)
    end_part (cursor);
  return TRUE;
}

/* Byte order and kind; extended WKB marks Z and M in the upper bits, ISO in the thousands. */
static gboolean
read_header (Cursor *cursor, guint32 *kind)
{
  gboolean z = FALSE;
  gboolean m = FALSE;
  guint32  thousands = 0;

  if (cursor->at == cursor->end || *cursor->at > 1)
    return FALSE;
  cursor->swap = *cursor->at++ != (G_BYTE_ORDER == G_LITTLE_ENDIAN);
  if (!read_u32 (cursor, kind))
    return FALSE;

  z = (*kind & 0x80000000u) != 0;
  m = (*kind & 0x40000000u) != 0;
  *kind &= 0x0FFFFFFFu;
  thousands = *kind / 1000;
  if (thousands > 3)
    return FALSE;
  z |= thousands == 1 || thousands == 3;
  m |= thousands >= 2;
  *kind %= 1000;
  cursor->n_ordinates = 2u + z + m;
  return TRUE;
}

static gboolean
read_geometry (Cursor *cursor, guint nesting)
{
  guint32 kind = 0;
  guint32 n = 0;

  if (nesting == MAX_NESTING || !read_header (cursor, &kind))
    return FALSE;

  switch (kind)
    {
    case WKB_POINT:
      if (!read_points (cursor, 1))
        return FALSE;
      end_part (cursor);
      return TRUE;

    case WKB_LINE_STRING:
      return read_run (cursor);

    case WKB_POLYGON:
      if (!read_u32 (cursor, &n))
        return FALSE;
      for (guint32 i = 0; i < n; i++)
        if (!read_run (cursor))
          return FALSE;
      return TRUE;

    case WKB_MULTI_POINT:
    case WKB_MULTI_LINE_STRING:
    case WKB_MULTI_POLYGON:
      if (!read_u32 (cursor, &n))
        return FALSE;
      for (guint32 i = 0; i < n; i++)
        if (!read_geometry (cursor, nesting + 1))
          return FALSE;
      return TRUE;

    default:
      return FALSE;
    }
}

gboolean
lamp_wkb_read (const guint8 *bytes, gsize size, GArray *points, GArray *part_ends)
{
  Cursor cursor = { .at = bytes, .end = bytes + size, .points = points, .part_ends = part_ends };

  return read_geometry (&cursor, 0);
}

gboolean
lamp_wkb_is_plain (const guint8 *bytes, gsize size, guint32 *n, gsize *head)
{
  guint32 kind = 0;

  if (size < 9 || bytes[0] != (G_BYTE_ORDER == G_LITTLE_ENDIAN))
    return FALSE;

  memcpy (&kind, bytes + 1, 4);
  if (kind == WKB_POINT)
    {
      *n = 1;
      *head = 5;
    }
  else if (kind == WKB_LINE_STRING)
    {
      memcpy (n, bytes + 5, 4);
      *head = 9;
    }
  else
    return FALSE;

  return (size - *head) / sizeof (LampPoint) == *n && (size - *head) % sizeof (LampPoint) == 0;
}
