/* step_05_pt.c - what step_05.c says, in Portuguese. */
#include "exercises.h"

const struct wording pt_05[] = {{0}};
const size_t pt_05_count = 0;
