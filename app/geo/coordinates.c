/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See coordinates.h. The text becomes a row of tokens, the row is cut in two where one coordinate ends, and each half is a
 * hemisphere and up to three numbers.
 */
#include "geo/coordinates.h"

#include <math.h>
#include <string.h>

#define MOST_TOKENS 24

typedef enum {
  TOKEN_NUMBER,
  TOKEN_HEMISPHERE,
  TOKEN_SEPARATOR, /* a comma or the like between the two */
} TokenKind;

typedef struct
{
  TokenKind kind;
  double    value;    /* of a number, as written without its sign */
  gboolean  negative; /* a sign stood before it */
  gboolean  fraction; /* it has decimals */
  gunichar  unit;     /* ° ′ ″, 0 for none; of a hemisphere: N S E W */
} Token;

typedef struct
{
  Token tokens[MOST_TOKENS];
  guint n;
} Row;

typedef struct
{
  double   degrees;
  gunichar hemisphere; /* 0 for none */
} Half;

/* What people type for the same thing. */
static gunichar
plain (gunichar c)
{
  static const struct
  {
    const char *like;
    gunichar    plain;
  } same[] = {
    { "°º˚", 0xb0 },
    { "'′’‘´", 0x2032 },
    { "\"″”“", 0x2033 },
    { "−–", '-' },
    { ";/，；、", ';' },
    { "n北", 'N' },
    { "s南", 'S' },
    { "e东東", 'E' },
    { "w西", 'W' },
  };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    if (g_utf8_strchr (same[i].like, -1, c) != NULL)
      return same[i].plain;
  return g_unichar_isspace (c) ? ' ' : c;
}

static gboolean
is_digit (gunichar c)
{
  return c >= '0' && c <= '9';
}

/* Commas within numbers are decimal ones when there are two of them, in two numbers, and no point. */
static gboolean
has_decimal_commas (const gunichar *text, glong n)
{
  guint    within = 0;
  gboolean one_number = FALSE; /* nothing but digits since the first */

  for (glong i = 0; i < n; i++)
    {
      if (text[i] == '.')
        return FALSE;
      if (text[i] == ',' && i > 0 && i + 1 < n && is_digit (text[i - 1]) && is_digit (text[i + 1]))
        {
          if (++within == 2 && one_number)
            return FALSE;
          one_number = TRUE;
        }
      else if (!is_digit (text[i]))
        one_number = FALSE;
    }
  return within == 2;
}

/* Reads a number from *at on. */
static gboolean
read_number (const gunichar *text, glong n, glong *at, gunichar point, Token *token)
{
  char  digits[24];
  guint length = 0;
  glong i = *at;

  for (; i < n && (is_digit (text[i]) || (text[i] == point && !token->fraction && i + 1 < n && is_digit (text[i + 1]))); i++)
    {
      if (length + 1 >= sizeof digits)
        return FALSE;
      token->fraction = token->fraction || text[i] == point;
      digits[length++] = text[i] == point ? '.' : (char)text[i];
    }
  digits[length] = '\0';
  token->value = g_ascii_strtod (digits, NULL);
  *at = i;
  return length > 0;
}

static void
read_unit (const gunichar *text, glong n, glong *at, Token *token)
{
  glong i = *at;

  while (i < n && text[i] == ' ')
    i++;
  if (i >= n || (text[i] != 0xb0 && text[i] != 0x2032 && text[i] != 0x2033))
    return;
  token->unit = text[i++];
  if (token->unit == 0x2032 && i < n && text[i] == 0x2032) /* two strokes are seconds */
    {
      token->unit = 0x2033;
      i++;
    }
  *at = i;
}

static gboolean
read_token (const gunichar *text, glong n, glong *at, gunichar point, Row *row)
{
  Token    token = { TOKEN_NUMBER, 0.0, FALSE, FALSE, 0 };
  gunichar c = text[*at];

  if (row->n >= MOST_TOKENS)
    return FALSE;
  if (c == ',' || c == ';')
    token.kind = TOKEN_SEPARATOR;
  else if (c == 'N' || c == 'S' || c == 'E' || c == 'W')
    {
      token.kind = TOKEN_HEMISPHERE;
      token.unit = c;
    }
  if (token.kind != TOKEN_NUMBER)
    ++*at;
  else
    {
      token.negative = c == '-';
      *at += c == '-' || c == '+';
      if (!read_number (text, n, at, point, &token))
        return FALSE;
      read_unit (text, n, at, &token);
    }
  row->tokens[row->n++] = token;
  return TRUE;
}

static gboolean
tokenise (const char *text, Row *row)
{
  glong                n, at = 0;
  g_autofree gunichar *plains = g_utf8_to_ucs4 (text, -1, NULL, &n, NULL);
  gunichar             point;

  if (plains == NULL || n > 200)
    return FALSE;
  for (glong i = 0; i < n; i++)
    plains[i] = plain (plains[i]);
  point = has_decimal_commas (plains, n) ? ',' : '.';
  while (at < n)
    if (plains[at] == ' ' || plains[at] == 0x7eac || plains[at] == 0x7d93 || plains[at] == 0x7ecf || plains[at] == 0x7def) /* 纬 經 经 緯 */
      at++;
    else if (!read_token (plains, n, &at, point, row))
      return FALSE;
  return TRUE;
}

/* Where the second coordinate begins, and how many tokens stand between; 0 when that cannot be told. */
static guint
find_cut (const Row *row, guint *skipped)
{
  guint separators = 0, hemispheres = 0, degrees = 0, where[3] = { 0 }, second_degrees = 0, second_hemisphere = 0;

  for (guint i = 0; i < row->n; i++)
    {
      if (row->tokens[i].kind == TOKEN_SEPARATOR && ++separators == 1)
        where[0] = i;
      if (row->tokens[i].kind == TOKEN_HEMISPHERE && ++hemispheres == 1)
        where[1] = i;
      else if (row->tokens[i].kind == TOKEN_HEMISPHERE && hemispheres == 2)
        second_hemisphere = i;
      if (row->tokens[i].kind == TOKEN_NUMBER && row->tokens[i].unit == 0xb0 && ++degrees == 2)
        second_degrees = i;
    }
  *skipped = 0;
  if (separators > 0)
    {
      *skipped = 1;
      return separators == 1 ? where[0] : 0;
    }
  if (hemispheres > 0)
    return where[1] > 0 ? where[1] + 1 : second_hemisphere;
  if (degrees > 0)
    return second_degrees;
  return row->n % 2 == 0 ? row->n / 2 : 0;
}

/* Up to three numbers, each but the last whole, with units that follow each other or none. */
static gboolean
add_up (const Token *numbers, guint n, double *degrees)
{
  static const gunichar units[] = { 0xb0, 0x2032, 0x2033 };
  double                part = 1.0;

  *degrees = 0.0;
  if (n == 0 || n > 3)
    return FALSE;
  for (guint i = 0; i < n; i++, part /= 60.0)
    {
      if (numbers[i].kind != TOKEN_NUMBER || (numbers[i].unit != 0 && numbers[i].unit != units[i]))
        return FALSE;
      if ((i > 0 && (numbers[i].negative || numbers[i].value >= 60.0)) || (i + 1 < n && numbers[i].fraction))
        return FALSE;
      *degrees += numbers[i].value * part;
    }
  *degrees = numbers[0].negative ? -*degrees : *degrees;
  return TRUE;
}

static gboolean
read_half (const Token *tokens, guint n, Half *half)
{
  gboolean before = n > 0 && tokens[0].kind == TOKEN_HEMISPHERE, behind = n > 1 && tokens[n - 1].kind == TOKEN_HEMISPHERE;

  half->hemisphere = before ? tokens[0].unit : behind ? tokens[n - 1].unit
                                                      : 0;
  if ((before && behind) || !add_up (tokens + before, n - before - behind, &half->degrees))
    return FALSE;
  if (half->hemisphere != 0 && tokens[before].negative) /* which of the two would count? */
    return FALSE;
  if (half->hemisphere == 'S' || half->hemisphere == 'W')
    half->degrees = -half->degrees;
  return TRUE;
}

static gboolean
is_latitude (const Half *half)
{
  return half->hemisphere == 'N' || half->hemisphere == 'S';
}

static gboolean
is_longitude (const Half *half)
{
  return half->hemisphere == 'E' || half->hemisphere == 'W';
}

gboolean
lamp_coordinates_parse (const char *text, LampPoint *point)
{
  Row       row = { .n = 0 };
  Half      first, second;
  guint     cut, skipped;
  LampPoint found;
  gboolean  turned;

  g_return_val_if_fail (text != NULL && point != NULL, FALSE);

  if (g_ascii_strncasecmp (text, "geo:", 4) == 0)
    text += 4;
  if (!tokenise (text, &row))
    return FALSE;
  cut = find_cut (&row, &skipped);
  if (cut == 0 || cut + skipped >= row.n || !read_half (row.tokens, cut, &first) || !read_half (row.tokens + cut + skipped, row.n - cut - skipped, &second))
    return FALSE;
  turned = is_longitude (&first) || is_latitude (&second);
  if (turned && (is_latitude (&first) || is_longitude (&second)))
    return FALSE;
  found = turned ? (LampPoint){ first.degrees, second.degrees } : (LampPoint){ second.degrees, first.degrees };
  if (!lamp_point_is_valid (found))
    return FALSE;
  *point = found;
  return TRUE;
}

char *
lamp_coordinates_format (LampPoint point)
{
  char lat[G_ASCII_DTOSTR_BUF_SIZE], lon[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (lat, sizeof lat, "%.5f", point.lat_deg);
  g_ascii_formatd (lon, sizeof lon, "%.5f", point.lon_deg);
  return g_strdup_printf ("%s, %s", lat, lon);
}
