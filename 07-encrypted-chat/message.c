/*
 * message.c - what is inside a token, written and read.
 */
#define _POSIX_C_SOURCE 200809L

#include "message.h"
#include "show.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char joined[] = " joined";
static const char left[] = " left";

/* ---- Building ---- */

/* What follows the name; the text comes after that. */
static const char *after_name(enum message_kind kind)
{
    switch (kind) {
    case MESSAGE_JOINED:
        return joined;
    case MESSAGE_LEFT:
        return left;
    default:
        return ": ";
    }
}

/* Blanks but the one of ASCII (U+00A0, 1680, 2000 to 200A, 202F, 205F, 3000),
   and what nobody sees: U+00AD, 2028, 2029, 2060 to 206F. More cannot be told
   from their neighbours, but that takes Unicode's tables, not a list. */
static bool is_blank(const unsigned char *c)
{
    if (c[0] == 0xc2)
        return c[1] == 0xa0 || c[1] == 0xad;
    if (c[0] == 0xe1)
        return c[1] == 0x9a && c[2] == 0x80;
    if (c[0] == 0xe2 && c[1] == 0x80)
        return c[2] <= 0x8f || (c[2] >= 0xa8 && c[2] <= 0xaf);
    if (c[0] == 0xe2 && c[1] == 0x81)
        return c[2] >= 0x9f && c[2] <= 0xaf;
    return c[0] == 0xe3 && c[1] == 0x80 && c[2] == 0x80;
}

/* Is it UTF-8, and without control characters and what is_blank() lists? */
static bool is_clean(const char *text, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;

    for (size_t i = 0, size; i < length; i += size) {
        size = utf8_length(bytes[i]);
        if (size == 0 || size > length - i)
            return false;
        for (size_t have = 1; have < size; have++)
            if (!utf8_continues(bytes + i, have, bytes[i + have]))
                return false;
        if (is_control(bytes + i) || bytes[i] == '\t' || bytes[i] == '\n' ||
            is_blank(bytes + i))
            return false;
    }
    return true;
}

bool is_name(const char *text, size_t length)
{
    return length >= 1 && length <= MAX_NAME && is_clean(text, length) &&
           !memchr(text, ':', length) && text[0] != '*' && text[0] != ' ' &&
           text[length - 1] != ' ';
}

static bool can_build(const struct message *m)
{
    if (m->counter == 0 || !is_name((const char *)m->name, m->name_length))
        return false;
    if (m->kind != MESSAGE_SAID || m->text_length == 0)
        return true;
    return m->text_length <= MESSAGE_MAX &&
           !memchr(m->text, '\n', m->text_length);
}

/* What comes before the name: 16 digits, at most 20 more, two blanks, "* ". */
static size_t write_head(char head[64], const struct message *m)
{
    return (size_t)snprintf(head, 64, "%016" PRIx64 " %" PRIu64 " %s", m->run,
                            m->counter, m->kind == MESSAGE_SAID ? "" : "* ");
}

size_t message_room(const struct message *m)
{
    char head[64];

    return MESSAGE_MAX - write_head(head, m) - m->name_length -
           strlen(after_name(m->kind));
}

size_t message_build(uint8_t *out, const struct message *m)
{
    char head[64];

    if (!can_build(m))
        return 0;
    bool said = m->kind == MESSAGE_SAID;
    const char *tail = after_name(m->kind);
    size_t head_length = write_head(head, m);
    size_t text_length = said ? m->text_length : 0;
    size_t name_end = head_length + m->name_length;
    size_t tail_end = name_end + strlen(tail);
    if (tail_end + text_length > MESSAGE_MAX)
        return 0;
    memcpy(out, head, head_length);
    memcpy(out + head_length, m->name, m->name_length);
    memcpy(out + name_end, tail, strlen(tail));
    if (text_length > 0)
        memcpy(out + tail_end, m->text, text_length);
    return tail_end + text_length;
}

/* ---- Parsing ---- */

/* What is still to be read. */
struct rest {
    const uint8_t *at;
    size_t length;
};

/* If `text` comes next, goes past it. */
static bool take_text(struct rest *rest, const char *text)
{
    size_t length = strlen(text);

    if (rest->length < length || memcmp(rest->at, text, length) != 0)
        return false;
    rest->at += length;
    rest->length -= length;
    return true;
}

/* Does the rest end in `text`? Then cuts that off. */
static bool drop_end(struct rest *rest, const char *text)
{
    size_t length = strlen(text);

    if (rest->length < length ||
        memcmp(rest->at + rest->length - length, text, length) != 0)
        return false;
    rest->length -= length;
    return true;
}

/* Exactly 16 digits, lower case, so that a number has one spelling. */
static bool take_run(struct rest *rest, uint64_t *run)
{
    static const char digits[] = "0123456789abcdef";

    if (rest->length < 16)
        return false;
    *run = 0;
    for (int i = 0; i < 16; i++) {
        const char *digit = memchr(digits, rest->at[i], 16);
        if (!digit)
            return false;
        *run = *run << 4 | (uint64_t)(digit - digits);
    }
    rest->at += 16;
    rest->length -= 16;
    return true;
}

/* 1 to 2^64 - 1, without a zero before it. */
static bool take_counter(struct rest *rest, uint64_t *counter)
{
    *counter = 0;
    while (rest->length > 0 && *rest->at >= '0' && *rest->at <= '9') {
        unsigned digit = *rest->at - (unsigned)'0';
        if (*counter > (UINT64_MAX - digit) / 10)
            return false;
        *counter = *counter * 10 + digit;
        if (*counter == 0)
            return false;
        rest->at++;
        rest->length--;
    }
    return *counter > 0;
}

/* The rest is "NAME joined" or "NAME left". */
static bool parse_notice(struct message *m, struct rest rest)
{
    if (drop_end(&rest, joined))
        m->kind = MESSAGE_JOINED;
    else if (drop_end(&rest, left))
        m->kind = MESSAGE_LEFT;
    else
        return false;
    m->name = rest.at;
    m->name_length = rest.length;
    return true;
}

/* The rest is "NAME: TEXT". */
static bool parse_said(struct message *m, struct rest rest)
{
    const uint8_t *colon =
        rest.length > 0 ? memchr(rest.at, ':', rest.length) : NULL;

    if (!colon)
        return false;
    m->name = rest.at;
    m->name_length = (size_t)(colon - rest.at);
    rest.at += m->name_length;
    rest.length -= m->name_length;
    if (!take_text(&rest, ": ") ||
        (rest.length > 0 && memchr(rest.at, '\n', rest.length)))
        return false;
    m->text = rest.at;
    m->text_length = rest.length;
    return true;
}

bool message_parse(struct message *m, const uint8_t *bytes, size_t length)
{
    struct rest rest = {bytes, length};

    memset(m, 0, sizeof *m); /* MESSAGE_SAID is 0 */
    if (length > MESSAGE_MAX || !take_run(&rest, &m->run) ||
        !take_text(&rest, " ") || !take_counter(&rest, &m->counter) ||
        !take_text(&rest, " "))
        return false;
    m->line = rest.at;
    m->line_length = rest.length;
    bool parsed =
        take_text(&rest, "* ") ? parse_notice(m, rest) : parse_said(m, rest);
    return parsed && is_name((const char *)m->name, m->name_length);
}
