"""Names of people: telling them from offices and posts by surname and length."""

from __future__ import annotations

import re

from services.plans.units import ENDING

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石"
    "金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎雷龙史陶贺毛段郝顾龚邵覃武钱戴严莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳"
    "翟申欧耿关焦左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪"
    "简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官"
    "封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相"
    "初门云容敬来扈晁芮普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由刀鄂"
)
_DOUBLE = (
    "欧阳",
    "上官",
    "皇甫",
    "令狐",
    "诸葛",
    "司徒",
    "司马",
    "申屠",
    "夏侯",
    "尉迟",
    "长孙",
    "慕容",
    "东方",
    "南宫",
    "公孙",
    "轩辕",
    "拓跋",
    "端木",
)
# Words of office that begin like a surname.
_NOT_NAMES = frozenset((
    "常委", "常务", "党委", "党组", "党员", "党办", "干部", "时任", "高校", "高中", "方案", "方面", "金融", "安全",
    "安排", "管理", "管委", "平台", "项目", "计划", "全体", "农业", "水利", "包括", "任务", "国家", "国资", "商务",
    "商会", "文化", "文旅", "能源",
))  # fmt: skip
_POST_END = re.compile(r"(?:长|任|记|员|席|理|师|授|干|副|辑|责|人|管|总|兼)$")
_UNIT_END = re.compile(rf"{ENDING}$")
_HAN_NAME = re.compile(
    r"^[\u4e00-\u9fff]{2,4}$|^[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,8}$"
)


def is_name(text: str) -> bool:
    """Whether a word can be a person's name: a known surname and two to four letters (or a name with ·)."""
    if not _HAN_NAME.match(text) or text in _NOT_NAMES:
        return False
    if "·" in text:
        return True
    if text.startswith(_DOUBLE):
        return len(text) in (3, 4)
    return (
        text[0] in _SURNAMES
        and len(text) <= 3
        and not (len(text) == 3 and _is_office(text))
    )


def stands_as_name(word: str, rest: str) -> bool:
    """Whether a word before a post is a name though its surname is a rare one."""
    letters = _HAN_NAME.match(word) and word not in _NOT_NAMES
    return bool(
        letters
        and _POST_END.search(rest)
        and not _POST_END.search(word)
        and not _UNIT_END.search(word)
    )


def _is_office(text: str) -> bool:
    return (
        bool(_UNIT_END.search(text))
        and text[-1] in "局委办部厅院室处科署站所队馆会校台社厂司库报"
    )


def name_at_end(text: str) -> str:
    """The name behind a post or an office (「行政审批局陈蓁」), '' where none is told apart.

    A split that leaves a whole post is better than one that leaves an office: 「副县长｜孙丽」.
    """
    after_office = ""
    for size in (4, 3, 2):
        head, tail = text[:-size], text[-size:]
        if len(head) < 2 or (size == 4 and not tail.startswith(_DOUBLE)):
            continue
        if not is_name(tail):
            continue
        if _POST_END.search(head):
            return tail
        if not after_office and _UNIT_END.search(head):
            after_office = tail
    return after_office


def name_at_start(text: str) -> str:
    """The name before an office that begins with a word of place (「王强县委常委」), '' where none is told apart."""
    for size in (3, 2):
        rest = text[size:]
        if is_name(text[:size]) and re.match(
            r"(?:县|市|区|省|州|旗|镇|乡|党|政|中共|街道|国|团)", rest
        ):
            return text[:size]
    return ""
