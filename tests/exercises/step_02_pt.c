/* step_02_pt.c - what step_02.c says, in Portuguese. */
#include "exercises.h"

const struct wording pt_02[] = {{0}};
const size_t pt_02_count = 0;
