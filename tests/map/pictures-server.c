/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See pictures-server.h.
 */
#include "pictures-server.h"

#include <cairo.h>
#include <gio/gio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define HALF_M 20037508.342789244

static int              mode, n_asked, n_nameless; /* atomic */
static guint            port;
static GSocketListener *listener;
static GCancellable    *ending;
static GThread         *thread;

static cairo_status_t
append_cb (void *data, const unsigned char *bytes, unsigned int n)
{
  g_byte_array_append (data, bytes, n);
  return CAIRO_STATUS_SUCCESS;
}

static guint32
share (double value, double from, double to)
{
  return (guint32)CLAMP ((value - from) / (to - from) * 255.0 + 0.5, 0.0, 255.0);
}

static GByteArray *
draw (double x0, double y0, double x1, double y1)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 256, 256);
  guint32         *pixels = (guint32 *)(void *)cairo_image_surface_get_data (surface);
  GByteArray      *png = g_byte_array_new ();

  for (int y = 0; y < 256; y++)
    for (int x = 0; x < 256; x++)
      pixels[y * 256 + x] = share (x0 + (x + 0.5) / 256.0 * (x1 - x0), PICTURES_WEST_M, PICTURES_EAST_M) << 16 | share (y1 - (y + 0.5) / 256.0 * (y1 - y0), PICTURES_SOUTH_M, PICTURES_NORTH_M) << 8 | 128;
  cairo_surface_mark_dirty (surface);
  cairo_surface_write_to_png_stream (surface, append_cb, png);
  cairo_surface_destroy (surface);
  return png;
}

/* …/z/x/y.png, or a GetMap. */
static GByteArray *
answer (const char *path)
{
  const char *box = strstr (path, "BBOX=");
  double      size;
  int         z, x, y;

  if (box == NULL)
    box = strstr (path, "bbox=");
  if (box != NULL)
    {
      g_auto (GStrv) words = g_strsplit_set (box + 5, ",& ", 5);

      return draw (g_ascii_strtod (words[0], NULL), g_ascii_strtod (words[1], NULL), g_ascii_strtod (words[2], NULL), g_ascii_strtod (words[3], NULL));
    }
  if (sscanf (strstr (path, "/t/"), "/t/%d/%d/%d", &z, &x, &y) != 3) /* written by this test's own descriptions */
    g_assert_not_reached ();
  size = 2.0 * HALF_M / exp2 (z);
  return draw (x * size - HALF_M, HALF_M - (y + 1) * size, (x + 1) * size - HALF_M, HALF_M - y * size);
}

static void
send_all (GOutputStream *out, const char *status, const char *type, const char *more, gconstpointer body, gsize length, gsize said)
{
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n%s\r\n", status, type, said, more);

  g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL);
  g_output_stream_write_all (out, body, length, NULL, NULL, NULL);
}

static void
say (GOutputStream *out, const char *status, const char *type, const char *more, const char *body)
{
  send_all (out, status, type, more, body, strlen (body), strlen (body));
}

static gpointer
serve (gpointer data)
{
  g_autoptr (GSocketConnection) connection = data;
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_autofree char *first = g_data_input_stream_read_line (in, NULL, NULL, NULL), *again = NULL;
  gboolean         named = FALSE;
  char            *line;

  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  while ((line = g_data_input_stream_read_line (in, NULL, NULL, NULL)) != NULL && *line != '\0')
    {
      named = named || g_str_has_prefix (line, "User-Agent: Lamplighter/");
      g_free (line);
    }
  g_free (line);
  if (first == NULL)
    return NULL;
  g_atomic_int_inc (&n_asked);
  if (!named)
    g_atomic_int_inc (&n_nameless);
  again = g_strdup_printf ("Location: http://127.0.0.1:%u/round%d\r\n", port, g_atomic_int_get (&n_asked) % 2);
  switch ((PicturesMode)g_atomic_int_get (&mode))
    {
    case PICTURES_NOT_FOUND:
      say (out, "404 Not Found", "text/plain", "", "nothing");
      break;
    case PICTURES_FORBIDDEN:
      say (out, "403 Forbidden", "text/plain", "", "no");
      break;
    case PICTURES_BROKEN:
      say (out, "500 Oh", "text/html", "", "<html>a long story about what went wrong, which nobody wants to read on a map, with a status further down than most would look</html>");
      break;
    case PICTURES_LOG_IN:
      say (out, "200 OK", "text/html", "", "<html>log in first</html>");
      break;
    case PICTURES_NO_PICTURE:
      say (out, "200 OK", "image/png", "", "<html>log in first</html>");
      break;
    case PICTURES_BREAKS_OFF:
      send_all (out, "200 OK", "image/png", "", "\x89PNG\r\n\x1a\n", 8, 5000);
      break;
    case PICTURES_REFUSES:
      say (out, "200 OK", "text/xml", "", "<?xml version=\"1.0\"?><ServiceExceptionReport version=\"1.1.1\"><ServiceException>LayerNotDefined</ServiceException></ServiceExceptionReport>");
      break;
    case PICTURES_CIRCLES:
      say (out, "302 Found", "text/plain", again, "");
      break;
    case PICTURES_DRIPS:
      send_all (out, "200 OK", "image/png", "", "\x89PNG\r\n\x1a\n", 8, 5000);
      g_data_input_stream_read_line (in, NULL, NULL, NULL); /* until the other side has had enough */
      break;
    case PICTURES_WELL:
    default:
      {
        g_autoptr (GByteArray) png = answer (first);

        send_all (out, "200 OK", "image/png", "", png->data, png->len, png->len);
      }
    }
  return NULL;
}

static gpointer
listen (gpointer data)
{
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (listener, NULL, ending, NULL)) != NULL)
    g_thread_unref (g_thread_new ("answer", serve, connection));
  return NULL;
}

void
pictures_server_start (void)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  listener = g_socket_listener_new ();
  g_assert_true (g_socket_listener_add_address (listener, any, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound, NULL));
  port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  ending = g_cancellable_new ();
  thread = g_thread_new ("listen", listen, NULL);
}

void
pictures_server_stop (void)
{
  if (thread == NULL)
    return;
  g_cancellable_cancel (ending);
  g_thread_join (g_steal_pointer (&thread));
  g_socket_listener_close (listener);
  g_clear_object (&listener);
  g_clear_object (&ending);
}

guint
pictures_server_get_port (void)
{
  return port;
}

void
pictures_server_set_mode (PicturesMode wanted)
{
  g_atomic_int_set (&mode, wanted);
}

int
pictures_server_count_asked (void)
{
  return g_atomic_int_get (&n_asked);
}

int
pictures_server_count_nameless (void)
{
  return g_atomic_int_get (&n_nameless);
}
