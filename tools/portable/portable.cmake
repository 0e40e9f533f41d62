# Libraries that other programs load (libnnpipe, the KIM model) hold what is not of every system: fmt, Highway, xxHash, the
# few products of the BLAS that potentials call, and libstdc++. They ask for no function of glibc newer than 2.31.
# nnpipe_make_portable(TARGET MAP): links a library so, with the versions of the map; where that cannot be, to this system's.
set(oldest_glibc 2.31)
set(NNPIPE_PORTABLE_LIBRARIES FALSE)
set(old_glibc ${PROJECT_BINARY_DIR}/portable/old_glibc)
set(why "")
if(NNPIPE_SANITIZE OR NNPIPE_COVERAGE)
  set(why "checked and counted code needs its own libraries")
elseif(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux" OR NOT CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  set(why "only x86-64 is known")
else()
  file(MAKE_DIRECTORY ${old_glibc})
  foreach(library c m)
    execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=lib${library}.so.6 OUTPUT_VARIABLE found
                    OUTPUT_STRIP_TRAILING_WHITESPACE)
    execute_process(COMMAND ${PROJECT_SOURCE_DIR}/tools/portable/old_glibc.sh ${found} ${oldest_glibc} ${old_glibc}/lib${library}.so.6
                            ${CMAKE_CXX_COMPILER} RESULT_VARIABLE failed ERROR_VARIABLE said)
    if(failed)
      set(why "${said}")
    endif()
    file(WRITE ${old_glibc}/libm.so "INPUT ( ${old_glibc}/libm.so.6 )\n")
    file(WRITE ${old_glibc}/libc.so "GROUP ( ${old_glibc}/libc.so.6 libc_nonshared.a AS_NEEDED ( ld-linux-x86-64.so.2 ) )\n")
  endforeach()
  # Threads and dlsym were libraries of their own; glibc still has these names.
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libpthread.so.0 OUTPUT_VARIABLE threads
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libdl.so.2 OUTPUT_VARIABLE loading
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(portable_options -static-libstdc++ -L${old_glibc} -Wl,-z,defs -Wl,--as-needed
      -Wl,--push-state,--no-as-needed ${threads} ${loading} -Wl,--pop-state)
  if(NOT why)
    file(WRITE ${PROJECT_BINARY_DIR}/portable/try.cpp "#include <string>\n#include <thread>\n#include <filesystem>\n"
      "int tried(const std::string& path) { int size = 0; std::thread{[&] { try { size = (int)std::filesystem::file_size(path); }"
      " catch (const std::exception& error) { size = (int)std::string{error.what()}.size(); } }}.join(); return size; }\n")
    execute_process(COMMAND ${CMAKE_CXX_COMPILER} -std=c++20 -fPIC -shared -o ${PROJECT_BINARY_DIR}/portable/try.so
      ${PROJECT_BINARY_DIR}/portable/try.cpp ${PROJECT_SOURCE_DIR}/tools/portable/system.cpp ${portable_options}
      RESULT_VARIABLE failed ERROR_VARIABLE said OUTPUT_VARIABLE said)
    if(failed)
      set(why "a trial fails: ${said}")
    endif()
  endif()
endif()

if(why)
  message(STATUS "Libraries for other programs are linked to those of this system: ${why}")
else()
  set(NNPIPE_PORTABLE_LIBRARIES TRUE)
  add_library(nnpipe_portable OBJECT ${PROJECT_SOURCE_DIR}/tools/portable/format.cpp ${PROJECT_SOURCE_DIR}/tools/portable/vector_targets.cpp
    ${PROJECT_SOURCE_DIR}/tools/portable/products.cpp ${PROJECT_SOURCE_DIR}/tools/portable/system.cpp)
  target_include_directories(nnpipe_portable PRIVATE ${PROJECT_SOURCE_DIR}/lib)
  target_compile_options(nnpipe_portable PRIVATE -fvisibility=hidden)
  target_link_libraries(nnpipe_portable PRIVATE fmt::fmt PkgConfig::hwy nnpipe_options)
endif()

function(nnpipe_make_portable target map)
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${map})
  target_link_options(${target} PRIVATE LINKER:--version-script=${map} LINKER:-Bsymbolic LINKER:--as-needed)
  if(NNPIPE_PORTABLE_LIBRARIES)
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:nnpipe_portable>)
    target_link_options(${target} PRIVATE ${portable_options})
  endif()
endfunction()
