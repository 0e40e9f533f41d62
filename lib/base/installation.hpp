// Where this program's companions are: the other programs and the shared files, in a build tree or installed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nnpipe {

// The folder of the running executable, symbolic links resolved; empty where the system does not tell.
std::string program_folder();

// Path of one of nnpipe's own programs: beside the running one, or in ../libexec/nnpipe. Empty if it is not there.
std::string find_tool(std::string_view name);

// Path of an executable of PATH; a name with a slash is taken as it stands. Empty if there is none.
std::string find_on_path(std::string_view name);

// Where share/nnpipe could be, seen from the running program: the first that exists is the one used.
std::vector<std::string> share_folders();

// Path of a shared file or folder, "potentials/Si.sw". Throws Error that says where it looked.
std::string share_path(std::string_view name);

// A script by its path, or by its name among the installed ones; ".lua" may be left out. Empty if there is none.
std::string find_script(const std::string& name);

// Names of the installed scripts, without ".lua", in order.
std::vector<std::string> script_names();

// Path of a library of nnpipe's own that other programs load: in lib/nnpipe, seen from the running program. Empty if it
// is not there.
std::string find_library(std::string_view name);

}  // namespace nnpipe
