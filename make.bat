@echo off
rem The same words as the Makefile, for Windows without make and without administrator rights.
rem   make.bat [help ^| setup ^| run ^| test ^| lint ^| format ^| ratchet ^| bench ^| screenshots ^| package ^| clean] [more arguments]
setlocal EnableExtensions
chcp 65001 >nul
cd /d "%~dp0"
set "PYTHONUTF8=1"
set "VENV=.venv\Scripts"
set "WORD=%~1"
if "%WORD%"=="" set "WORD=help"
for %%w in (help setup run test lint format ratchet bench screenshots package clean) do if /i "%WORD%"=="%%w" goto known
echo make: there is no "%WORD%".
call :help
exit /b 2

:known
rem What follows the first word is handed on.
set "REST="
:collect
shift
if "%~1"=="" goto collected
set "REST=%REST% %1"
goto collect
:collected
call :%WORD%
exit /b %ERRORLEVEL%

:help
echo   make help         these lines
echo   make setup        make .venv; at once when all is there
echo   make run          set up, then open the window
echo   make test         all tests with coverage; some: make test tests\models
echo   make lint         ruff, formatting, types, layers, house rules
echo   make format       put the code in order
echo   make ratchet      after make test: raise the floor of the coverage to what was reached
echo   make bench        speed and memory against floors measured in the same run
echo   make screenshots  pictures of the pages, into docs\images
echo   make package      the installer and the portable folder, into dist
echo   make clean        remove what was made, .venv too
exit /b 0

:prepare
rem The launcher comes with the usual Python; otherwise the first python that answers.
set "PY="
for %%p in (py.exe) do if not "%%~$PATH:p"=="" py -3 -c "pass" >nul 2>nul && set "PY=py -3"
if not defined PY for %%p in (python.exe) do if not "%%~$PATH:p"=="" python -c "pass" >nul 2>nul && set "PY=python"
if not defined PY (
    echo make: Python 3.11 to 3.13 is needed and none was found. Install one for this user ^(no administrator rights^).
    exit /b 1
)
%PY% tools\setup_env.py %*
exit /b %ERRORLEVEL%

:setup
call :prepare
exit /b %ERRORLEVEL%

:run
call :prepare --runtime || exit /b 1
"%VENV%\python.exe" main.py%REST%
exit /b %ERRORLEVEL%

:test
call :prepare || exit /b 1
set "QT_QPA_PLATFORM=offscreen"
if defined REST (
    "%VENV%\python.exe" -m pytest%REST%
) else (
    "%VENV%\python.exe" -m pytest -n auto --cov --cov-report=term
)
exit /b %ERRORLEVEL%

:lint
call :prepare || exit /b 1
set "BAD="
"%VENV%\ruff.exe" check --quiet . || set "BAD=%BAD% ruff"
"%VENV%\ruff.exe" format --check --quiet --output-format concise . || set "BAD=%BAD% format"
"%VENV%\basedpyright.exe" || set "BAD=%BAD% types"
"%VENV%\lint-imports.exe" --no-logo || set "BAD=%BAD% layers"
"%VENV%\python.exe" tools\house_rules.py || set "BAD=%BAD% house-rules"
if defined BAD (
    echo lint: not clean:%BAD%
    exit /b 1
)
echo lint: clean
exit /b 0

:format
call :prepare || exit /b 1
"%VENV%\ruff.exe" check --fix-only --quiet .
"%VENV%\ruff.exe" format .
exit /b %ERRORLEVEL%

:ratchet
call :prepare || exit /b 1
"%VENV%\python.exe" tools\ratchet.py
exit /b %ERRORLEVEL%

:bench
call :prepare || exit /b 1
set "QT_QPA_PLATFORM=offscreen"
"%VENV%\python.exe" -m benchmarks%REST%
exit /b %ERRORLEVEL%

:screenshots
call :prepare || exit /b 1
"%VENV%\python.exe" -m tools.screenshots%REST%
exit /b %ERRORLEVEL%

:package
call :prepare || exit /b 1
"%VENV%\python.exe" tools\package.py windows%REST%
exit /b %ERRORLEVEL%

:clean
for %%d in (.venv build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache htmlcov) do if exist "%%d" rmdir /s /q "%%d"
del /q .coverage .coverage.* >nul 2>nul
for /d /r %%d in (__pycache__) do if exist "%%d" rmdir /s /q "%%d"
exit /b 0
