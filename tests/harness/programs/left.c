/*
 * left.c - what outlives a program: connections that no program has any more,
 * and that the kernel still keeps, for TIME_WAIT or until the other side ends.
 * With TAP_DETAIL it is on record, after the program's end:
 *
 *     left pid=41                                    somebody has looked
 *     left pid=41 self=127.0.0.1:5555 peer=127.0.0.1:40112 tcp=6 in=0 out=0
 */
#define _POSIX_C_SOURCE 200809L

#include "internal.h"
#include "programs.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* The ports that stand in the record, and how far it has been read. */
static bool is_ours[65536];
static long read_so_far;

/* The number behind the last colon of a word. */
static unsigned long port_at_end(const char *word)
{
    size_t length = strcspn(word, " \n");

    while (length > 0 && word[length - 1] != ':')
        length--;
    return strtoul(word + length, NULL, 10) & 0xffff;
}

static void read_ports(const char *record)
{
    char line[4096];
    FILE *in = fopen(record, "r");

    if (!in)
        return;
    fseek(in, 0, SEEK_END);
    if (ftell(in) < read_so_far)
        read_so_far = 0; /* another file */
    fseek(in, read_so_far, SEEK_SET);
    while (fgets(line, sizeof line, in)) {
        const char *self = strstr(line, " self=");
        if (self)
            is_ours[port_at_end(self + 6)] = true;
    }
    read_so_far = ftell(in);
    fclose(in);
}

/* 0100007F: the words of an address as they lie in memory. */
static const char *address_of(const char *words, unsigned port)
{
    char host[INET6_ADDRSTRLEN] = "?", word[9] = "";
    uint32_t bytes[4] = {0};
    size_t count = strlen(words) / 8;

    for (size_t i = 0; i < count && i < 4; i++) {
        memcpy(word, words + 8 * i, 8);
        bytes[i] = (uint32_t)strtoul(word, NULL, 16);
    }
    if (count == 4 && bytes[0] == 0 && bytes[1] == 0 &&
        bytes[2] == htonl(0xffff)) { /* IPv4 in IPv6's clothes */
        bytes[0] = bytes[3];
        count = 1;
    }
    inet_ntop(count == 4 ? AF_INET6 : AF_INET, bytes, host, sizeof host);
    return text_of(count == 4 ? "[%s]:%u" : "%s:%u", host, port);
}

/* A connection of ours that no program has: it has no inode. */
static const char *left_over(const char *line)
{
    char self[33], peer[33];
    unsigned port, to, state;
    unsigned long out, in, inode;

    if (sscanf(line,
               " %*u: %32[0-9A-F]:%x %32[0-9A-F]:%x %x %lx:%lx %*s %*s %*s "
               "%*s %lu",
               self, &port, peer, &to, &state, &out, &in, &inode) != 8 ||
        inode != 0 || (!is_ours[port & 0xffff] && !is_ours[to & 0xffff]))
        return NULL;
    return text_of(" self=%s peer=%s tcp=%u in=%lu out=%lu",
                   address_of(self, port), address_of(peer, to), state, in,
                   out);
}

static void record_table(pid_t pid, const char *table)
{
    char line[512];
    FILE *in = fopen(table, "r");

    while (in && fgets(line, sizeof line, in)) {
        const char *left = left_over(line);
        if (left)
            record_left(pid, left);
    }
    if (in)
        fclose(in);
}

void record_all_left(pid_t pid)
{
    const char *wanted = getenv("TAP_DETAIL");
    FILE *table = fopen("/proc/net/tcp", "r");

    if (table)
        fclose(table);
    if (!table || !wanted || !*wanted || !recording_file())
        return;
    read_ports(recording_file());
    record_left(pid, "");
    record_table(pid, "/proc/net/tcp");
    record_table(pid, "/proc/net/tcp6");
}
