; The installer: for one user, without administrator rights. Made by tools/package_windows.py, which gives
; PROGRAM_FOLDER, FILES (a list of File commands in a fixed order), TARGET, VERSION, FOUR, COMMIT, DAY, SIZE_KB.
;
;   PublicityDesk-x.y.z-setup.exe [/S] [/NODESKTOP] [/WAIT=seconds] [/D=folder]     /D= comes last, without quotes
;   uninstall.exe [/S] [/REMOVEDATA]
; No file association: the forms are ordinary workbooks and belong to Excel or WPS.
; Exit codes: 0 done, 1 cancelled, 2 failed, 3 the program is running, 4 the folder cannot be used,
; 5 a newer version is installed, 6 Windows is too old.

Unicode true
Target amd64-unicode
!ifdef LIGHT
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 32
!endif
SetDateSave off
ManifestDPIAware true
ManifestSupportedOS Win10
ManifestLongPathAware true
RequestExecutionLevel user
AllowSkipFiles off

!define NAME "宣传工作台"
!define ID "PublicityDesk"
!define MAIN "PublicityDesk.exe"
!define COMMANDS "PublicityDeskCmd.exe"
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"
!define OWN "Software\${ID}"
!define LICENCES "许可"
!define RUNNING 3
!define NO_FOLDER 4
!define NEWER 5
!define OLD_WINDOWS 6

Name "${NAME}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\${ID}"
InstallDirRegKey HKCU "${OWN}" "InstallDir"
BrandingText "${NAME} ${VERSION}"

VIProductVersion "${FOUR}"
VIFileVersion "${FOUR}"
VIAddVersionKey /LANG=2052 "ProductName" "${NAME}"
VIAddVersionKey /LANG=2052 "FileDescription" "${NAME}安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION} (${COMMIT})"
VIAddVersionKey /LANG=2052 "CompanyName" "Publicity Desk"
VIAddVersionKey /LANG=2052 "LegalCopyright" ""

!include MUI2.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include nsDialogs.nsh

!define MUI_ICON "${PROGRAM_FOLDER}/_internal/resources/app/publicity-desk.ico"
!define MUI_UNICON "${MUI_ICON}"
; Twice the size that Windows asks for, so that it stays sharp at 200 %.
!define MUI_WELCOMEFINISHPAGE_BITMAP "${__FILEDIR__}/side.bmp"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "${__FILEDIR__}/side.bmp"
!define MUI_ABORTWARNING
!define MUI_ABORTWARNING_TEXT "还没有装好，确定要退出吗？"

!define MUI_WELCOMEPAGE_TITLE "安装${NAME} ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "只为当前用户安装，不需要管理员密码，也不需要联网。$\r$\n$\r$\n已经装过旧版的，会换成新版；单位、稿件、周报等数据不动，第一次打开时先自动备份再升级。$\r$\n$\r$\n继续之前，请先保存并关闭正在运行的${NAME}。"
!insertmacro MUI_PAGE_WELCOME
!define MUI_COMPONENTSPAGE_NODESC
!insertmacro MUI_PAGE_COMPONENTS
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE LeaveFolder
!define MUI_DIRECTORYPAGE_TEXT_TOP "程序会放在下面的文件夹里。一般不用改；想换地方，点“浏览”。$\r$\n数据不放在这里，放在您自己的数据文件夹里，移除程序时默认留着。"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "已装好"
!define MUI_FINISHPAGE_TEXT "在开始菜单里能找到“${NAME}”。$\r$\n$\r$\n第一次打开时，填一下办公室名称就可以用了。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${MAIN}"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开${NAME}"
!insertmacro MUI_PAGE_FINISH

UninstPage custom un.AskData un.LeaveData
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE "SimpChinese"
SetFont /LANG=2052 "Microsoft YaHei UI" 9

Var Before      ; the version that is installed, empty for none
Var Waited      ; seconds that a silent installation may still wait
Var RemoveData  ; 1: the data goes too
Var DataBox
Var DataFolder

; --- what installer and uninstaller both ask -------------------------------------------------------

; Is one of the programs in $INSTDIR running? Windows opens a running program for reading only.
; Pushes 1 for yes, 0 for no.
!macro DefineRuns PREFIX
Function ${PREFIX}Runs
  Push $0
  Push $1
  StrCpy $1 0
  ${If} ${FileExists} "$INSTDIR\${MAIN}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${MAIN}" a
    ${If} ${Errors}
      StrCpy $1 1
    ${Else}
      FileClose $0
    ${EndIf}
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\${COMMANDS}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${COMMANDS}" a
    ${If} ${Errors}
      StrCpy $1 1
    ${Else}
      FileClose $0
    ${EndIf}
  ${EndIf}
  StrCpy $0 $1
  Pop $1
  Exch $0
FunctionEnd

; Goes on only when the program is closed: asks, waits, or ends with code 3.
Function ${PREFIX}WaitUntilClosed
  Push $0
  Push $1
  StrCpy $1 0
  ${Do}
    Call ${PREFIX}Runs
    Pop $0
    ${If} $0 = 0
      ${ExitDo}
    ${EndIf}
    ${If} ${Silent}
      ${If} $Waited <= 0
        SetErrorLevel ${RUNNING}
        Abort
      ${EndIf}
      IntOp $Waited $Waited - 1
      Sleep 1000
    ${ElseIf} $1 > 0
      IntOp $1 $1 - 1
      Sleep 1000
    ${Else}
      MessageBox MB_YESNO|MB_ICONINFORMATION "${NAME}正在运行。$\r$\n$\r$\n请保存并关闭它。点“是”，等它关闭后自动继续；点“否”，这次不做了。" IDYES +3
      SetErrorLevel ${RUNNING}
      Abort
      StrCpy $1 30
    ${EndIf}
  ${Loop}
  Pop $1
  Pop $0
FunctionEnd
!macroend
!insertmacro DefineRuns ""
!insertmacro DefineRuns "un."

; --- installing ------------------------------------------------------------------------------------

Function .onInit
  SetShellVarContext current
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} 17763
    MessageBox MB_OK|MB_ICONSTOP "这台电脑的系统太旧。${NAME}需要 Windows 10（1809 版）或更新的系统。" /SD IDOK
    SetErrorLevel ${OLD_WINDOWS}
    Abort
  ${EndIf}
  StrCpy $Waited 0
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/WAIT=" $1
  ${IfNot} ${Errors}
    StrCpy $Waited $1
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/NODESKTOP" $1
  ${IfNot} ${Errors}
    SectionSetFlags 1 0
  ${EndIf}
  ReadRegStr $Before HKCU "${OWN}" "Version"
  ${If} $Before != ""
    ${VersionCompare} "$Before" "${VERSION}" $0
    ${If} $0 = 1
      MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "这台电脑上装的是更新的版本 $Before，这个安装程序是 ${VERSION}。$\r$\n$\r$\n新版用过的数据，旧版可能打不开。仍要换成旧版吗？" /SD IDNO IDYES older
      SetErrorLevel ${NEWER}
      Abort
      older:
    ${EndIf}
  ${EndIf}
FunctionEnd

; $INSTDIR must be ours, new or empty, and must take files. Pushes "" or a sentence.
Function CheckFolder
  Push $0
  Push $1
  StrCpy $1 ""
  ${If} ${FileExists} "$INSTDIR\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\${MAIN}"
    ${DirState} "$INSTDIR" $0
    ${If} $0 = 1
      StrCpy $1 "“$INSTDIR”里已有别的文件。请另选一个空的或新的文件夹。"
    ${EndIf}
  ${EndIf}
  ${If} $1 == ""
    ClearErrors
    CreateDirectory "$INSTDIR"
    FileOpen $0 "$INSTDIR\~write" w
    ${If} ${Errors}
      StrCpy $1 "写不进“$INSTDIR”。请换一个自己能写的文件夹，例如默认的那个。"
    ${Else}
      FileClose $0
      Delete "$INSTDIR\~write"
    ${EndIf}
  ${EndIf}
  StrCpy $0 $1
  Pop $1
  Exch $0
FunctionEnd

Function LeaveFolder
  Call CheckFolder
  Pop $0
  ${If} $0 != ""
    MessageBox MB_OK|MB_ICONEXCLAMATION "$0"
    Abort
  ${EndIf}
FunctionEnd

Section "程序"
  SectionIn RO
  ${If} ${Silent}
    Call CheckFolder
    Pop $0
    ${If} $0 != ""
      SetErrorLevel ${NO_FOLDER}
      Abort "$0"
    ${EndIf}
  ${EndIf}
  Call WaitUntilClosed

  ; The old version steps aside and comes back if the new one cannot be written.
  ClearErrors
  RMDir /r "$INSTDIR\_internal.old"
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
    ClearErrors
    Rename "$INSTDIR\_internal" "$INSTDIR\_internal.old"
    ${If} ${Errors}
      SetErrorLevel ${RUNNING}
      Abort "程序的文件正被使用，没有安装。请关闭${NAME}，再装一次。"
    ${EndIf}
  ${EndIf}
  RMDir /r "$INSTDIR\${LICENCES}"
  !include "${FILES}"
  SetOutPath "$INSTDIR"
  ClearErrors
  WriteUninstaller "$INSTDIR\uninstall.exe"
  RMDir /r "$INSTDIR\_internal.old"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${MAIN}" "" "$INSTDIR\${MAIN}" 0 SW_SHOWNORMAL "" "各单位宣传周报的收集、统计和汇总"
  WriteRegStr HKCU "${OWN}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${OWN}" "Version" "${VERSION}"
  WriteRegStr HKCU "${ENTRY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${ENTRY}" "Publisher" "Publicity Desk"
  WriteRegStr HKCU "${ENTRY}" "DisplayIcon" "$INSTDIR\${MAIN},0"
  WriteRegStr HKCU "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${ENTRY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${ENTRY}" "NoModify" 1
  WriteRegDWORD HKCU "${ENTRY}" "NoRepair" 1
SectionEnd

Section "桌面快捷方式"
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${MAIN}" "" "$INSTDIR\${MAIN}" 0 SW_SHOWNORMAL "" "各单位宣传周报的收集、统计和汇总"
SectionEnd

Function .onInstFailed
  ${If} ${FileExists} "$INSTDIR\_internal.old\*.*"
    RMDir /r "$INSTDIR\_internal"
    Rename "$INSTDIR\_internal.old" "$INSTDIR\_internal"
  ${EndIf}
FunctionEnd

; --- removing --------------------------------------------------------------------------------------

Function un.onInit
  SetShellVarContext current
  StrCpy $Waited 0
  StrCpy $RemoveData 0
  StrCpy $DataFolder "$LOCALAPPDATA\${ID}"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/REMOVEDATA" $1
  ${IfNot} ${Errors}
    StrCpy $RemoveData 1
  ${EndIf}
FunctionEnd

Function un.AskData
  !insertmacro MUI_HEADER_TEXT "移除${NAME}" "程序会从这台电脑上移除。数据默认留着。"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 30u "程序在：$INSTDIR$\r$\n数据在：$DataFolder"
  Pop $0
  ${NSD_CreateCheckbox} 0 40u 100% 12u "同时删除数据：单位名册、稿件、各期汇总和备份（删了不能恢复）"
  Pop $DataBox
  ${NSD_CreateLabel} 0 62u 100% 24u "不勾选，以后重新安装，打开就是现在的样子。"
  Pop $0
  nsDialogs::Show
FunctionEnd

Function un.LeaveData
  ${NSD_GetState} $DataBox $RemoveData
  ${If} $RemoveData = 1
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "确定连数据一起删除吗？删了不能恢复。" IDYES +2
    Abort
  ${EndIf}
FunctionEnd

Section "Uninstall"
  ${IfNot} ${FileExists} "$INSTDIR\${MAIN}"
    SetErrorLevel ${NO_FOLDER}
    Abort "这个文件夹里没有${NAME}，没有移除任何东西。"
  ${EndIf}
  Call un.WaitUntilClosed
  ; Only what was installed: a folder data beside the program, or anything else of the clerk's, stays.
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\_internal.old"
  RMDir /r "$INSTDIR\${LICENCES}"
  Delete "$INSTDIR\${MAIN}"
  Delete "$INSTDIR\${COMMANDS}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  DeleteRegKey HKCU "${ENTRY}"
  DeleteRegKey HKCU "${OWN}"
  ${If} $RemoveData = 1
    RMDir /r "$DataFolder"
  ${EndIf}
SectionEnd
