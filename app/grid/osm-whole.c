/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See osm-whole.h. A PBF is a row of blocks: four bytes, big-endian, say how long the header of one is; that says, as
 * protocol buffers do, the type of the block and how long it is.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/osm-whole.h"

#include "grid/network.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_HEADER (64 * 1024)       /* bytes; the format's own limits */
#define LAST_BYTES 64                 /* of XML: room for its last tag and some blanks */
#define MOST_BLOCK (32 * 1024 * 1024) /* bytes */

typedef struct
{
  const guint8 *at, *end;
} Bytes;

static gboolean
read_varint (Bytes *bytes, guint64 *value)
{
  *value = 0;
  for (guint shift = 0; bytes->at < bytes->end && shift < 64; shift += 7)
    {
      guint8 byte = *bytes->at++;

      *value |= (guint64)(byte & 0x7f) << shift;
      if (byte < 0x80)
        return TRUE;
    }
  return FALSE;
}

/* Its type and the size of what follows it. */
static gboolean
read_block_header (Bytes bytes, char *type, gsize type_size, guint64 *n_data)
{
  gboolean has_type = FALSE, has_size = FALSE;
  guint64  key, value;

  while (bytes.at < bytes.end)
    {
      if (!read_varint (&bytes, &key) || !read_varint (&bytes, &value))
        return FALSE;
      if ((key & 7) == 2)
        {
          if (value > (guint64)(bytes.end - bytes.at))
            return FALSE;
          if (key >> 3 == 1 && value < type_size)
            {
              memcpy (type, bytes.at, value);
              type[value] = '\0';
              has_type = TRUE;
            }
          bytes.at += value;
        }
      else if ((key & 7) != 0)
        return FALSE;
      else if (key >> 3 == 3)
        {
          *n_data = value;
          has_size = TRUE;
        }
    }
  return has_type && has_size && *n_data <= MOST_BLOCK;
}

typedef enum {
  WHOLE,
  CUT_OFF,
  NO_EXTRACT,
  UNREADABLE,
} Verdict;

static Verdict
look_at_block (int fd, guint64 size, guint64 *at, guint8 *header, gboolean first)
{
  char    type[16] = "";
  guint8  length[4];
  guint32 n_header = 0;
  guint64 n_data = 0;
  gssize  n = pread (fd, length, sizeof length, (off_t)*at);

  if (n < 0)
    return UNREADABLE;
  if (n < (gssize)sizeof length)
    return first ? NO_EXTRACT : CUT_OFF;
  n_header = (guint32)length[0] << 24 | (guint32)length[1] << 16 | (guint32)length[2] << 8 | length[3];
  if (n_header == 0 || n_header > MOST_HEADER)
    return NO_EXTRACT;
  n = pread (fd, header, n_header, (off_t)(*at + sizeof length));
  if (n < 0)
    return UNREADABLE;
  if ((guint64)n < n_header)
    return first ? NO_EXTRACT : CUT_OFF;
  if (!read_block_header ((Bytes){ header, header + n_header }, type, sizeof type, &n_data) || (first && !g_str_equal (type, "OSMHeader")))
    return NO_EXTRACT;
  *at += sizeof length + n_header + n_data;
  return *at <= size ? WHOLE : CUT_OFF;
}

static gboolean
looks_like_xml (int fd)
{
  char   start[64] = "";
  gssize n = pread (fd, start, sizeof start - 1, 0);

  return n > 0 && (g_str_has_prefix (start, "<?xml") || g_str_has_prefix (start, "<osm") || g_str_has_prefix (start, "\xef\xbb\xbf<"));
}

/* The rest is GDAL's to judge, which takes no offence at an end in the middle. */
static Verdict
look_at_xml (int fd, guint64 size)
{
  char   end[LAST_BYTES + 1] = "";
  gssize n = pread (fd, end, LAST_BYTES, (off_t)(size > LAST_BYTES ? size - LAST_BYTES : 0));

  if (n < 0)
    return UNREADABLE;
  return g_strrstr_len (end, n, "</osm>") != NULL ? WHOLE : CUT_OFF;
}

static Verdict
look_at_file (int fd, guint64 size)
{
  g_autofree guint8 *header = g_malloc (MOST_HEADER);
  guint64            at = 0;
  Verdict            verdict = WHOLE;

  if (looks_like_xml (fd))
    return look_at_xml (fd, size);
  if (size == 0)
    return NO_EXTRACT;
  while (verdict == WHOLE && at < size)
    verdict = look_at_block (fd, size, &at, header, at == 0);
  return verdict;
}

static gboolean
fail (const char *path, int code, GError **error)
{
  g_set_error (error, LAMP_GRID_ERROR, code == ENOENT ? LAMP_GRID_ERROR_NOT_FOUND : LAMP_GRID_ERROR_UNREADABLE,
               code == ENOENT ? _ ("There is no extract “%s” (%s): check the path.") : _ ("The extract “%s” cannot be read (%s): check its permissions and that it is a file."), path, g_strerror (code));
  return FALSE;
}

gboolean
lamp_osm_check_whole (const char *path, guint64 *size_bytes, GError **error)
{
  struct stat info = { .st_size = 0 };
  int         fd = g_open (path, O_RDONLY | O_CLOEXEC, 0), code = 0;
  Verdict     verdict = UNREADABLE;

  if (fd < 0 || fstat (fd, &info) != 0)
    code = errno;
  else if (!S_ISREG (info.st_mode))
    code = S_ISDIR (info.st_mode) ? EISDIR : EINVAL;
  else
    {
      *size_bytes = (guint64)info.st_size;
      verdict = look_at_file (fd, *size_bytes);
      code = verdict == UNREADABLE ? errno : 0;
    }
  if (fd >= 0)
    close (fd);

  if (code != 0)
    return fail (path, code, error);
  if (verdict == CUT_OFF)
    g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("“%s” is cut off (only %" PRIu64 " bytes are there): take a fresh copy of it."), path, *size_bytes);
  else if (verdict == NO_EXTRACT)
    g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("“%s” is no extract of OpenStreetMap, or a damaged one: give an .osm.pbf file, such as download.geofabrik.de has for every country."), path);
  return verdict == WHOLE;
}
