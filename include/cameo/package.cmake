# SPDX-License-Identifier: MIT

# What Cameo's headers include, as targets: for CMakeLists.txt and for the installed package alike. A project's own
# targets, such as those of FetchContent, are taken before a package, and a package before headers without one.

include("${CMAKE_CURRENT_LIST_DIR}/dispatch.cmake")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES AND NOT CMAKE_CXX_FLAGS MATCHES "-O" AND NOT cameo_FIND_QUIETLY)
  message(WARNING "Cameo: this build has no type, and code that is not optimized is 50 times slower; "
                  "give -DCMAKE_BUILD_TYPE=Release")
endif()

# cameo::dependencies: the headers of Highway and of Boost. Nothing of theirs is linked: dispatch is static, and Hana is
# headers only.
if(NOT TARGET cameo::dependencies)
  set(highway "")
  foreach(target IN ITEMS hwy::hwy hwy)
    if(TARGET ${target} AND NOT highway)
      get_target_property(highway ${target} INTERFACE_INCLUDE_DIRECTORIES)
    endif()
  endforeach()
  if(NOT highway)
    find_path(CAMEO_HIGHWAY_INCLUDE_DIR hwy/highway.h)
    set(highway "${CAMEO_HIGHWAY_INCLUDE_DIR}")
  endif()

  set(boost "")
  if(NOT TARGET Boost::headers)
    find_package(Boost 1.74 QUIET CONFIG)
  endif()
  if(NOT TARGET Boost::headers)
    find_path(CAMEO_BOOST_INCLUDE_DIR boost/hana/tuple.hpp PATH_SUFFIXES include
      HINTS "${Boost_ROOT}" "${BOOST_ROOT}" "$ENV{Boost_ROOT}" "$ENV{BOOST_ROOT}")
    set(boost "${CAMEO_BOOST_INCLUDE_DIR}")
  endif()

  if(NOT highway OR NOT (boost OR TARGET Boost::headers))
    set(cameo_missing "Cameo needs the headers of Highway 1.0.3 or later (hwy/highway.h) and of Boost 1.74 or later \
(boost/hana/tuple.hpp); CAMEO_HIGHWAY_INCLUDE_DIR and CAMEO_BOOST_INCLUDE_DIR may name their folders")
    return()
  endif()
  add_library(cameo::dependencies INTERFACE IMPORTED GLOBAL)
  target_include_directories(cameo::dependencies INTERFACE ${highway} ${boost})
  if(TARGET Boost::headers)
    target_link_libraries(cameo::dependencies INTERFACE Boost::headers)
  endif()
endif()

# cameo::report adds what the headers of cameo/report/ need: fmt.
if(NOT TARGET cameo::report)
  if(NOT TARGET fmt::fmt)
    find_package(fmt QUIET)
  endif()
  if(TARGET fmt::fmt)
    add_library(cameo::report INTERFACE IMPORTED GLOBAL)
    target_link_libraries(cameo::report INTERFACE cameo::cameo fmt::fmt)
  endif()
endif()

# cameo::images adds what the headers of cameo/ext/ need to read and write pictures.
if(NOT TARGET cameo::images)
  find_package(Threads QUIET)
  find_package(JPEG QUIET)
  find_package(PNG QUIET)
  if(Threads_FOUND AND JPEG_FOUND AND PNG_FOUND)
    add_library(cameo::images INTERFACE IMPORTED GLOBAL)
    target_link_libraries(cameo::images INTERFACE cameo::cameo JPEG::JPEG PNG::PNG Threads::Threads)
    if(TARGET cameo::report)
      target_link_libraries(cameo::images INTERFACE cameo::report)
    endif()
  endif()
endif()

# cameo::face_finder adds what cameo/ext/face_finder.hpp needs: dlib, with the BLAS and LAPACK that it calls. A program
# takes the static library, for the shared one brings X11 too, of which nothing is needed here; but the code of Debian's
# static one may not stand in a shared library.
if(NOT TARGET cameo::face_finder)
  find_package(BLAS QUIET)
  find_package(LAPACK QUIET)
  find_path(CAMEO_DLIB_INCLUDE_DIR dlib/image_processing/frontal_face_detector.h)
  find_library(CAMEO_DLIB_LIBRARY NAMES libdlib.a dlib)
  find_library(CAMEO_DLIB_SHARED_LIBRARY NAMES dlib)
  if(BLAS_FOUND AND LAPACK_FOUND AND CAMEO_DLIB_INCLUDE_DIR AND CAMEO_DLIB_LIBRARY)
    add_library(cameo::face_finder INTERFACE IMPORTED GLOBAL)
    target_include_directories(cameo::face_finder INTERFACE "${CAMEO_DLIB_INCLUDE_DIR}")
    target_link_libraries(cameo::face_finder INTERFACE cameo::cameo
      "$<IF:$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>,${CAMEO_DLIB_LIBRARY},${CAMEO_DLIB_SHARED_LIBRARY}>"
      LAPACK::LAPACK BLAS::BLAS)
  endif()
endif()
