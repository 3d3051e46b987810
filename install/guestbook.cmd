@echo off
rem Starts Guestbook from a checkout: finds a JDK, builds the jar where it is missing or old, and hands over to it.
setlocal EnableExtensions DisableDelayedExpansion
for %%I in ("%~dp0..") do set "root=%%~fI"
set "jar=%root%\kernel\target\guestbook.jar"
set "options=%root%\kernel\src\main\resources\dev\guestbook\install\jvm.options"

rem A bundle has them here, made, and its modules by digest.
set "bundled="
if exist "%root%\guestbook.jar" set "bundled=yes"
if defined bundled set "jar=%root%\guestbook.jar"
if defined bundled set "options=%root%\install\jvm.options"
if defined bundled if not defined GUESTBOOK_SOURCES set "GUESTBOOK_SOURCES=%root%\modules"

rem A JDK: JAVA_HOME where it is set, else the java on the PATH.
set "java="
if defined JAVA_HOME (
    if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"
    if not exist "%JAVA_HOME%\bin\java.exe" (
        >&2 echo guestbook: JAVA_HOME is set, and there is no bin\java.exe in it; set it to a JDK 17 or later.
        exit /b 1
    )
) else (
    for %%I in (java.exe) do if not "%%~$PATH:I"=="" set "java=%%~$PATH:I"
)
if not defined java (
    >&2 echo guestbook: There is no Java on the PATH; install a JDK 17 or later, or set JAVA_HOME to one.
    exit /b 1
)
set "version="
set "home="
for /f "tokens=1,* delims==" %%A in ('""%java%" -XshowSettings:properties -version 2^>^&1"') do (
    for /f "tokens=*" %%K in ("%%A") do for /f "tokens=*" %%V in ("%%B") do (
        if "%%K"=="java.specification.version " set "version=%%V"
        if "%%K"=="java.home " set "home=%%V"
    )
)
if "%version:~0,2%"=="1." set "version=%version:~2%"
if not defined version (
    >&2 echo guestbook: The Java found is of unknown version; set JAVA_HOME to a JDK 17 or later.
    exit /b 1
)
if %version% LSS 17 (
    >&2 echo guestbook: The Java found is Java %version%, and Guestbook needs a JDK 17 or later; set JAVA_HOME to one.
    exit /b 1
)
set "jshell=yes"
if not exist "%home%\bin\javac.exe" set "jshell="
"%java%" --list-modules 2>nul | findstr /b "jdk.jshell" >nul || set "jshell="
if not defined jshell (
    >&2 echo guestbook: The Java found has no compiler or no jdk.jshell, as a JRE; install a JDK 17 or later, or set JAVA_HOME to one.
    exit /b 1
)

if defined bundled goto ready

rem The jar, newer than all that it is made from.
set "why="
if not exist "%jar%" set "why=first start"
if not defined why powershell -NoProfile -Command "$j=(Get-Item -LiteralPath $env:jar).LastWriteTime; $s=Get-ChildItem -Recurse -File -LiteralPath (Join-Path $env:root 'kernel\src\main'),(Join-Path $env:root 'guests\include'),(Join-Path $env:root 'kernel\pom.xml'),(Join-Path $env:root 'pom.xml'); if ($s | Where-Object { $_.LastWriteTime -gt $j }) { exit 1 }" || set "why=the sources are newer than the jar"
if not defined why goto ready
where mvn >nul 2>nul
if errorlevel 1 (
    >&2 echo guestbook: The jar has to be built and there is no mvn on the PATH; install Maven 3.8 or later and try again.
    exit /b 1
)
>&2 echo guestbook: building the jar (%why%; mvn -q -DskipTests package)...
pushd "%root%"
set "JAVA_HOME=%home%"
call mvn -q -B -ntp -DskipTests -Dspotless.check.skip=true package 1>&2
if errorlevel 1 (
    popd
    >&2 echo guestbook: The build failed, for the reason above; with a network, mvn -DskipTests package says more.
    exit /b 1
)
popd
copy /b "%jar%"+,, "%jar%" >nul

:ready
if /i "%~1"=="lab" goto lab
"%java%" "@%options%" -Djdk.console=java.base "-Dguestbook.home=%root%" "-Dguestbook.cwd=%CD%" -jar "%jar%" %*
exit /b %errorlevel%

:lab
set "front="
where jupyter-notebook >nul 2>nul && set "front=jupyter-notebook"
where jupyter-lab >nul 2>nul && set "front=jupyter-lab"
if not defined front (
    >&2 echo guestbook: Neither jupyter-lab nor jupyter-notebook is on the PATH; install one, or use "guestbook run".
    exit /b 1
)
"%java%" "@%options%" "-Dguestbook.home=%root%" -jar "%jar%" install || exit /b 1
set "rest="
:collect
shift
if not "%~1"=="" (
    set rest=%rest% %1
    goto collect
)
cd /d "%root%\notebooks"
%front% %rest%
exit /b %errorlevel%
