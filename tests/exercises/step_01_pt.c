/* step_01_pt.c - what step_01.c says, in Portuguese. */
#include "exercises.h"

const struct wording pt_01[] = {{0}};
const size_t pt_01_count = 0;
