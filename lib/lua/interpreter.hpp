// A Lua 5.4 state that closes itself and turns Lua's errors into ours: "si.lua:14: what is wrong".
#pragma once

#include <string>
#include <string_view>

struct lua_State;

namespace nnpipe::lua {

class Interpreter {
 public:
  Interpreter();
  ~Interpreter();
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  // Runs a script. Throws Error: it cannot be read, does not compile, or ends in an error; the message begins with the
  // place in the script, never with one of ours.
  void run_file(const std::string& path);
  void run_text(std::string_view text, const std::string& name);
  // Throws Error as run_file does if the file is no script; runs nothing.
  void check_file(const std::string& path);
  // Calls the function on the stack above its arguments; its results replace them. Throws Error as above.
  void call(int arguments, int results);

  lua_State* state() const { return x_state; }

 private:
  void load_chunk(std::string_view text, const std::string& name);
  void run_chunk(std::string_view text, const std::string& name);

  lua_State* x_state;
};

}  // namespace nnpipe::lua
