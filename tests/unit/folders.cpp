// Where the checkout's own files are, for every unit test.
#include "test.hpp"

std::string reference_folder() { return NNPIPE_REFERENCE; }
std::string share_folder() { return NNPIPE_SHARE; }
