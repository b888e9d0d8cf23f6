/* step_03_pt.c - what step_03.c says, in Portuguese. */
#include "exercises.h"

const struct wording pt_03[] = {{0}};
const size_t pt_03_count = 0;
