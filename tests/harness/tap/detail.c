/*
 * detail.c - what tap notes besides a call itself, if TAP_DETAIL is set: from
 * which lines it was made, and what the kernel then knows of its socket.
 */
#include "internal.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <unwind.h>
/* Linux has them, its headers need not be here. */
#ifndef SIOCINQ
#define SIOCINQ FIONREAD
#endif
#ifndef SIOCOUTQNSD
#define SIOCOUTQNSD 0x894B
#endif

static bool on;

bool in_detail(void)
{
    return on;
}

/* ---- from where ---------------------------------------------------------- */

/* gcc's own unwinder, if it is here. It is loaded once, before the program
   begins: later nothing allocates. */
static _Unwind_Reason_Code (*backtrace)(_Unwind_Trace_Fn, void *);
static uintptr_t (*address_in)(struct _Unwind_Context *);

/* Where tap itself lies: its own frames are nobody's business. */
static uintptr_t own_first, own_last;

static bool is_own(uintptr_t address)
{
    return address >= own_first && address < own_last;
}

static _Unwind_Reason_Code take_frame(struct _Unwind_Context *context, void *to)
{
    struct detail *detail = to;
    uintptr_t address = address_in(context);

    if (address == 0 || detail->frame_count == FRAMES_KEPT)
        return _URC_END_OF_STACK;
    if (!is_own(address))
        detail->frames[detail->frame_count++] = address;
    return _URC_NO_REASON;
}

void take_frames(struct detail *detail)
{
    detail->frame_count = 0;
    if (on && backtrace)
        backtrace(take_frame, detail);
}

/* ---- which files --------------------------------------------------------- */

static void module_ends(const struct dl_phdr_info *info, uintptr_t *first,
                        uintptr_t *last)
{
    *first = UINTPTR_MAX;
    *last = 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        uintptr_t at = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
        if (info->dlpi_phdr[i].p_type != PT_LOAD)
            continue;
        if (at < *first)
            *first = at;
        if (at + info->dlpi_phdr[i].p_memsz > *last)
            *last = at + info->dlpi_phdr[i].p_memsz;
    }
}

/* The program itself has no name here. */
static int take_module(struct dl_phdr_info *info, size_t size, void *take)
{
    char path[4096] = "";
    struct module module = {.base = info->dlpi_addr, .path = info->dlpi_name};

    (void)size;
    module_ends(info, &module.first, &module.last);
    if ((uintptr_t)&on >= module.first && (uintptr_t)&on < module.last) {
        own_first = module.first;
        own_last = module.last;
        return 0;
    }
    if (!*module.path && readlink("/proc/self/exe", path, sizeof path - 1) > 0)
        module.path = path;
    if (*module.path == '/')
        (*(void (**)(const struct module *))take)(&module);
    return 0;
}

static int load_nothing(struct _Unwind_Context *context, void *unused)
{
    (void)context;
    (void)unused;
    return _URC_NO_REASON;
}

void start_detail(void (*take)(const struct module *module))
{
    const char *wanted = getenv("TAP_DETAIL");
    void *unwinder;

    if (!wanted || !*wanted)
        return;
    on = true;
    dl_iterate_phdr(take_module, &take);
    unwinder = dlopen("libgcc_s.so.1", RTLD_NOW);
    if (!unwinder)
        return;
    *(void **)&backtrace = dlsym(unwinder, "_Unwind_Backtrace");
    *(void **)&address_in = dlsym(unwinder, "_Unwind_GetIP");
    if (!address_in)
        backtrace = NULL;
    if (backtrace) /* the first time it may allocate */
        backtrace((_Unwind_Trace_Fn)load_nothing, NULL);
}

/* ---- what the kernel knows ----------------------------------------------- */

static int asked_of_kernel(int fd, unsigned long what)
{
    int bytes;

    return ioctl(fd, what, &bytes) == 0 ? bytes : UNKNOWN;
}

void look_at_socket(int fd, struct detail *detail)
{
    int saved = errno;

    detail->state = detail->queued = detail->in = detail->out = UNKNOWN;
    if (!on || fd < 0)
        return;
#ifdef __linux__
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    if (real.getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0)
        detail->state = info.tcpi_state;
    if (detail->state == TCP_LISTEN) {
        detail->queued = (int)info.tcpi_unacked;
    } else {
        detail->in = asked_of_kernel(fd, SIOCINQ);
        detail->out = asked_of_kernel(fd, SIOCOUTQNSD);
    }
#endif
    errno = saved;
}
